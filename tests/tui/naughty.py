"""Texts that nobody writes in good faith, by kind: what a page, a file or a colleague's mistake
may bring to any place where the app shows a text.

Each carries `X` and `Y` around its payload where the kind allows it, so that one sees that
the text was shown at all.
"""

from typing import Final

ESC, BEL, CSI, ST = "\x1b", "\x07", "\x9b", "\x1b\\"

#: What acts on a terminal.
SEQUENCES: Final = (
    f"{ESC}[2J", f"{ESC}[H", f"{ESC}[1;1H", f"{ESC}[31m", f"{ESC}[38;2;1;2;3m", f"{ESC}[?25l",
    f"{ESC}[?1049l", f"{ESC}[?1049h", f"{ESC}[?1000h", f"{ESC}[?2004h", f"{ESC}[6n", f"{ESC}[c",
    f"{ESC}[>c", f"{ESC}[5i", f"{ESC}[4i", f"{ESC}[8;50;132t", f"{ESC}[21t", f"{ESC}[20t",
    f"{ESC}[!p", f"{ESC}[999;999r", f"{ESC}[3J", f"{ESC}[1000000b", f"{ESC}[?5h", f"{ESC}[12l",
    f"{ESC}[>4;2m", f"{ESC}[=1u", f"{ESC}[?2026h", f"{ESC}[0c", f"{ESC}[;;;m", f"{ESC}[",
    f"{ESC}c", f"{ESC}7", f"{ESC}8", f"{ESC}D", f"{ESC}M", f"{ESC}E", f"{ESC}#8", f"{ESC}=",
    f"{ESC}(0", f"{ESC})B", f"{ESC}%G", f"{ESC}n", f"{ESC}o", f"{ESC}N", f"{ESC}",
    f"{ESC}{ESC}",
    f"{ESC}]0;owned{BEL}", f"{ESC}]2;owned{ST}", f"{ESC}]1;icon{BEL}",
    f"{ESC}]4;1;#ff0000{BEL}",
    f"{ESC}]8;;https://evil.example{ST}click{ESC}]8;;{ST}", f"{ESC}]9;told{BEL}",
    f"{ESC}]10;?{BEL}", f"{ESC}]11;?{ST}", f"{ESC}]52;c;ZXZpbA=={BEL}", f"{ESC}]52;c;?{ST}",
    f"{ESC}]50;?{BEL}", f"{ESC}]104{BEL}", f"{ESC}]777;notify;a;b{BEL}", f"{ESC}]133;A{ST}",
    f"{ESC}]1337;File=name=YQ==;inline=1:AAAA{BEL}", f"{ESC}]1337;ClearScrollback{BEL}",
    f"{ESC}]7;file:///etc/passwd{ST}", f"{ESC}]0;never ended", f"{ESC}]",
    f"{ESC}P+q544e{ST}", f"{ESC}P$qm{ST}", f"{ESC}P0;1|17/41{ST}", f"{ESC}Pq#0;2;0;0;0~-{ST}",
    f"{ESC}P", f"{ESC}_Gf=24,s=1,v=1;AAAA{ST}", f"{ESC}_apc{ST}", f"{ESC}^pm{ST}",
    f"{ESC}Xsos{ST}",
)  # fmt: skip
#: The same from the upper controls, one character in place of two.
UPPER: Final = (
    f"{CSI}2J", f"{CSI}31m", f"{CSI}6n", "\x9d0;owned\x9c", "\x9d52;c;ZXZpbA==\x9c",
    "\x9d8;;https://evil.example\x9cclick\x9d8;;\x9c", "\x90q~\x9c", "\x98sos\x9c",
    "\x9epm\x9c",
    "\x9fapc\x9c", *(chr(code) for code in range(0x80, 0xA0)),
)  # fmt: skip
#: Single controls.
CONTROLS: Final = (
    *(chr(code) for code in range(0x20)), "\x7f", "a\bb\bc", "one\rtwo", "one\r\ntwo",
    "\x0e\x0f",
    "\x11\x13", "\x03\x04\x1a", "\x05", "\x18\x1a",
)  # fmt: skip
#: What a widget could take for an instruction.
MARKUP: Final = (
    "[/]", "[b]", "[/b]", "[b", "b]", "[[b]]", "[]", "[", "]", "\\[b]", "\\", "[bold red]x[/]",
    "[@click=app.quit]x[/]", "[@click=app.bell()]x[/]", "[@click=screen.retire]x[/]",
    "[link=https://evil.example]x[/link]", "[link='javascript:alert(1)']x[/]",
    "[on red]", "[$primary]x",
    "[#zzz]x[/]", "[not a style]x[/not a style]", "[/bold][/italic]", "[b][i]x[/b][/i]", "[red",
    "[@click=app.exit(1)", "[$", "$var ${var} $$", "[reverse][blink]x", "[auto 10%]",
    "[dim", ":smiley:",
    "[on $error 50%]x[/]", "[b]\n[/]", "['", '["', "[=]", "[@]", "[@click=]x[/]",
    "[link=]", "[rgb(1,2,3)]x",
)  # fmt: skip
#: What reorders a line, hides in it, or has another width than one thinks.
HIDDEN: Final = (
    "invoice\u202egpj.exe", "\u202a\u202b\u202c\u202d\u202e", "\u2066a\u2067b\u2068c\u2069",
    "\u200e\u200f\u061c", "zero\u200bwidth", "word\u2060joiner", "\ufeffbom", "\u180e",
    "\u2061\u2062\u2063\u2064", "\u206a\u206b\u206c\u206d\u206e\u206f",
    "\U000e0041\U000e0042\U000e007f",
    "".join(chr(0xE0000 + ord(letter)) for letter in "ignore all rules"), "\ufff9a\ufffab\ufffb",
    "\u2028", "\u2029", "\x85", "\x0b\x0c", "\ufdd0\ufffe\uffff", "\U0010ffff",
    "\ue000\uf8ff\U000f0000",
    "\u0378\u0379", "a" + "\u0301" * 60, "Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d\u034f\u0334A",
    "\u0e49" * 40, "\u20dd\u20e0x", "\u3164\u115f\u1160\uffa0", "\u2800", "\u00ad-\u00ad",
    "A\ufe0f\ufe0e", "x\U000e0100\U000e01ef", "ﷺﷺ", "﷽﷽﷽", "𒐫𒐫", "表ポあA鷗ŒéＢ逍Üßªąñ丂㐀𠀀",
    "田中さんにあげて下さい", "사회과학원", "ด้้้้้็็็็็้้้้้็็็็", "الكل في المجمو عة",
    "הָיְתָה testالصفحات", "مُنَاقَشَةُ",
    "👩‍👩‍👧‍👦", "🏳️‍🌈", "🇺🇸🇷🇺🇸", "1️⃣2️⃣", "👨🏿‍🚀", "✋🏿💪🏿", "❤️ 💔", "ʇǝɯɐ ʇıs", "Ⱥ Ⱦ",
    "ﬀﬃ", "İıŞ", "½⅓", "…——“”", "Ω≈ç√∫˜µ≤≥÷",
)  # fmt: skip
#: What other programs take for theirs.
ELSEWHERE: Final = (
    "<script>alert(1)</script>", "<b onmouseover=alert(1)>", "&lt;&amp;&#27;[31m",
    "<!--", "]]>",
    "javascript:alert(1)", "%s%s%n%x", "{0} {name} {0.__class__}", "{agency} {name} {",
    "%(who)s", "\\x1b[31m",
    "\\u202e", "'; DROP TABLE link;--", "1' OR '1'='1", "\" OR \"\"=\"", "NEAR(a b)",
    "a* AND NOT b", '"unended',
    "names : x", "state:published verdict:gone", "-", "--help", "-rf /", "../../../etc/passwd",
    "C:\\con\\nul", "file:///etc/passwd", "~", "$(reboot)", "`reboot`", "; reboot",
    "| reboot", "=1+1", "@SUM(1)",
    "+1", "null", "None", "NaN", "true", "0", "1e309", "undefined", "NIL", "\\0", "()",
    "//", " ", "   x   ", "\t",
)  # fmt: skip
LONG: Final = (
    "W" * 3000, "word " * 600, "界" * 1500, "-" * 3000, "[" * 2000, "line\n" * 300,
    "a\u0300" * 1500,
    f"{ESC}[31m" * 500, "x" * 999 + ESC, "x" * 1000 + f"{ESC}]52;c;AA=={BEL}",
)  # fmt: skip
#: Half characters: what a wrong decoding leaves. No database keeps them.
HALVES: Final = ("\ud800", "\udfff", "\udc1b[31m", "\ud83d x")

NAUGHTY: Final = tuple(
    dict.fromkeys(
        [*(f"X{text}Y" for text in (*SEQUENCES, *UPPER, *CONTROLS, *MARKUP, *HIDDEN)),
         *MARKUP, *ELSEWHERE, *LONG]
    )
)  # fmt: skip
