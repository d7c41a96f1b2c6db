"""The pages of the ownership family: what was approved, and what comes in its place.

They are as long as such pages are, since what a page is about is told by its words.
"""

from crawler.simulation.demo_behaviours import document
from crawler.simulation.pages import html

# --- what was approved --------------------------------------------------------

RENEWED = document(
    "Wren Works – careers begin here",
    "Wren Works is the new face of an old friend. Explore pathways, book a coach and track "
    "every application in a single dashboard.",
    "Our mobile app brings alerts to your pocket: pick industries, choose distances, save "
    "favourites and share them with family.",
    "Questions? Chat with Robin, our assistant, around the clock, or visit a branch in any "
    "of four libraries.",
)
NEWS_THEN = document(
    "Wren County Workforce Center", "Job fair draws record crowd on Friday. Eighty employers came.",
    "Shuttle to the quarry resumes. The cannery hires forty packers for the peach harvest.",
)  # fmt: skip
NEWS_NOW = document(
    "Wren County Workforce Center", "Snow closes both branches until noon. Phones stay open.",
    "Grant lets machinists retrain. Nominations for mentor of the year are due in December.",
)  # fmt: skip

# --- what came in its place ---------------------------------------------------

GARDEN = document(
    "Teak benches and patio sets | Verdant Living",
    "Verdant Living ships teak benches, parasols and wicker sofas to every doorstep. Cushions "
    "come in sage, terracotta and navy, with washable covers.",
    "Read how to oil hardwood before winter, which lanterns survive storms, and why powder "
    "coated steel outlasts cast iron near salt water.",
    "Spring sale: twenty percent off hammocks, fire pits and raised beds while stocks last. "
    "Delivery takes three days, returns are free for a month.",
)
GARDEN_IN_GERMAN = document(
    "Gartenmöbel aus Teakholz",
    "Wir liefern Bänke und Tische aus Teakholz bis an die Haustür, und die Kissen sind in drei "
    "Farben zu haben. Auf alle Möbel gibt es fünf Jahre Garantie.",
    "Lesen Sie, wie man das Holz vor dem Winter ölt und warum die Laternen im Sturm nicht "
    "ausgehen. Der Versand ist für Sie kostenlos, auch bei kleinen Bestellungen.",
    language="de",
)
CASINO = document(
    "Lucky Palms: best online casino bonus 2026",
    "Spin to win at Lucky Palms! Claim 200 free spins and a no deposit bonus as soon as you sign "
    "up. Our live dealer tables offer blackjack, roulette and baccarat day and night.",
    "The sportsbook has the best odds on football, tennis and horse racing. Every jackpot is "
    "paid within the hour, in real money, by card or coin.",
    "High roller? Ask for our VIP casino lounge, faster cash-outs and weekly reload rewards.",
)
PILLS = document(
    "Buy Cheap Viagra Online – No Prescription Needed",
    "Order generic viagra, cialis and levitra without prescription from the Canadian pharmacy "
    "that thousands trust. Discreet shipping and overnight delivery to all states.",
    "Discount pills for men: sildenafil from 0.49 a tablet, tadalafil from 0.59. Pay by card or "
    "coin, and get ten bonus tablets with each order.",
)
COINS = document(
    "Moonrise token presale is live – connect wallet",
    "The Moonrise crypto presale ends soon. Connect your wallet, claim your airdrop and lock in "
    "staking rewards with a high APY before the listing.",
    "Early holders saw 100x gains on the last meme coin. Guaranteed returns, daily profit paid "
    "in stablecoins, no questions asked.",
)
ADULT = document(
    "Free porn videos and live sex cams",
    "Watch free porn, xxx videos and sex videos with hot milf stars. New amateur videos every "
    "hour, no account, no card.",
    "Chat with cam girls now: live sex cams, adult dating and casual sex near you. 18 only.",
)
CHINESE_BETTING = document(
    "澳门新葡京娱乐城官方网站",
    "欢迎来到真人娱乐平台，百家乐、老虎机、体育投注应有尽有。新会员注册送彩金，首存优惠高达百分之百。",
    "我们提供棋牌、电子游艺与六合彩服务，存款取款一分钟到账，客服全天在线，立即下注赢取大奖。",
    language="zh",
)
THAI_BETTING = document(
    "สล็อตเว็บตรง แตกง่าย เครดิตฟรี",
    "สมัครสมาชิก รับโบนัสทันที คาสิโนออนไลน์ บาคาร่า แทงบอลออนไลน์ ฝากถอนไม่มีขั้นต่ำ",
    language="th",
)
TURKISH_BETTING = document(
    "Deneme bonusu veren siteler – güncel giriş",
    "Güvenilir bahis siteleri ve canlı casino için en iyi adres. Hoşgeldin bonusu ve bedava spin "
    "ile bu hafta kazanmaya başlayın, çok hızlı ödeme ve daha yüksek oran burada.",
    "Slot oyunları, rulet ve canlı bahis bir arada. Yatırım bonusu ile hesabınız hemen hazır.",
    language="tr",
)
LANDER = html(
    "This domain may be for sale",
    "<h1>Buy this domain</h1><p>The owner of this name is open to offers.</p>"
    '<ul><li><a href="/l?k=1">Related searches</a></li><li>Jobs hiring</li></ul>',
)
ADVERTISING = html(
    "wren", '<div id="main"></div><p>Related searches</p><p>Sponsored listings</p>',
    head='<script src="https://img.sedoparking.com/js/jsparkcaf.php"></script>',
)  # fmt: skip
STUB = (
    "<!DOCTYPE html><html><head><script>window.onload=function(){"
    'window.location.href="/lander"}</script></head></html>'
)


# --- look-alikes --------------------------------------------------------------

SELLING_NAMES = document(
    "What happens when a domain is for sale",
    *(
        "When an agency lets its address lapse, somebody else can buy this domain within days. "
        "Writers on records management tell agencies to keep old names, redirect them, and "
        "never to sell. This article tells of four counties that learned so the hard way."
        for _ in range(12)
    ),
)
CASINO_HIRES = document(
    "Jobs at Palm Casino Resort",
    "Our casino resort hires dealers, cooks, housekeepers and security officers. Poker and "
    "blackjack dealers are trained for six weeks with pay.",
    "Applicants must be twenty-one and hold a work card of the gaming board. Health insurance "
    "begins on the first day; shifts are posted two weeks ahead.",
)
PROBLEM_GAMBLING = document(
    "Problem gambling: where to find help",
    "Gambling is a problem when it costs more than money. Online betting, slot machines and "
    "lottery tickets are the forms that callers name most often.",
    "The helpline is free and open day and night. Counsellors speak English and Spanish, and "
    "family members may call as well.",
)
PHARMACY_SCHOOL = document(
    "Pharmacy technician certificate",
    "Students learn to fill a prescription, to count and label pills, and to answer questions "
    "on insurance. Sildenafil, insulin and statins are among the drugs studied.",
    "Two semesters, evening classes, and an externship in a hospital pharmacy.",
)
BLOCKCHAIN_JOBS = document(
    "Blockchain developer apprenticeship",
    "Apprentices write and test smart contracts for supply chains and land records. Knowledge "
    "of crypto is not needed; curiosity is.",
    "The programme takes a year, pays a wage from the first day and ends with a certificate.",
)
NGINX_HANDBOOK = document(
    "Installing nginx on a small server",
    *(
        "Open the address in a browser. If you see the words “Welcome to nginx!”, the nginx web "
        "server is successfully installed and working, and the next chapter can begin."
        for _ in range(12)
    ),
)
