"""Walls that sites put up against automatic visitors, and pages behind a sign-in.

Most walls tell by a status or a header. Some send an ordinary 200 with a page
that only a script can pass; those rows are marked `by_content`.
"""

from crawler.simulation.behaviour import Behaviour, always, everywhere
from crawler.simulation.demo_behaviours import WALL, only_here, script_challenge
from crawler.simulation.pages import html, page
from crawler.simulation.site import Answer, Handler, Headers, Request, reply
from directory.model.reasons import Reason


def _cloudflare(status: int) -> Handler:
    body = html(
        "Just a moment...",
        "<noscript><p>Enable JavaScript and cookies to continue</p></noscript>"
        '<script src="/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1"></script>',
        head='<meta name="robots" content="noindex,nofollow">',
    )
    headers = (("Server", "cloudflare"), ("cf-mitigated", "challenge"), ("CF-RAY", "8c0ffee0-IAD"))
    return always(reply(status, body, headers=headers))


def _amazon() -> Handler:
    body = html("", '<script src="/challenge.js"></script><div id="challenge-container"></div>')
    return always(reply(202, body, headers=(("x-amzn-waf-action", "challenge"),)))


def _stub(
    body: str, *, title: str = "", status: int = 200, head: str = "", headers: Headers = ()
) -> Handler:
    return always(reply(status, html(title, body, head=head), headers=headers))


def _with_page_of_its_own(head: str, body: str) -> Handler:
    """The host's page, with this in its head and at the end of its body."""

    def answer(request: Request) -> Answer:
        text = page(request.host, request.path)
        return reply(
            200, text.replace("</head>", f"{head}</head>").replace("</body>", f"{body}</body>")
        )

    return answer


def _distil(request: Request) -> Answer:
    """Sends checkers from every page to a captcha, and from the captcha to itself."""
    onward = "/distil_r_captcha.html?requestId=8c0ffee0&httpReferrer=%2Fjobs"
    refresh = f'<meta http-equiv="refresh" content="10; url={onward}">'
    title = "Pardon Our Interruption" if "distil_r_captcha" in request.target else ""
    body = f'{"<h1>Pardon Our Interruption</h1>" if title else ""}<div id="distilIdentification">'
    return reply(200, html(title, body + "</div>", head=refresh))


_AKAMAI = (
    "<h1>Access Denied</h1>You don't have permission to access "
    "&#34;http&#58;&#47;&#47;jobs&#46;elm&#46;example&#47;&#34; on this server.<p>"
    "Reference&#32;&#35;18&#46;2d351ab8&#46;1760000000&#46;a4e16ab</p>"
)
_RADWARE = (
    "<p>We apologize for the inconvenience, but your activity and behavior on this site made us "
    "think that you are a bot.</p><p>Please solve this CAPTCHA to request unblock to the "
    'website.</p><div class="h-captcha"></div>'
)
_INTERRUPTION = (
    "<h1>Pardon Our Interruption</h1><p>As you were browsing something about your browser made "
    "us think you were a bot. There are a few reasons this might happen: you are a power user "
    "moving through this website with super-human speed, you have disabled cookies in your web "
    "browser, or a third-party browser plugin is preventing JavaScript from running. To regain "
    "access, please make sure that cookies and JavaScript are enabled before reloading.</p>"
)
_CLOUDFLARE_BLOCK = (
    "<h1>Sorry, you have been blocked</h1><h2>You are unable to access this site</h2><p>This "
    "website is using a security service to protect itself from online attacks. The action you "
    "just performed triggered the security solution. There are several actions that could "
    "trigger this block including submitting a certain word or phrase, a SQL command or "
    "malformed data.</p><p>You can email the site owner to let them know you were blocked. "
    "Cloudflare Ray ID: 8c0ffee0</p>"
)
_SUCURI = (
    "<h1>Sucuri WebSite Firewall - Access Denied</h1><p>What is going on? You are not allowed to "
    "access the requested page. If you are the site owner, please open a ticket.</p>"
)
_GENERIC = (
    "<h1>Security check</h1><p>Please verify that you are not a robot.</p>"
    '<form method="post"><div class="g-recaptcha" data-sitekey="x"></div></form>'
)
_ARTICLE = (
    "<h1>What “Just a moment…” means</h1><p>Some sites show a page that says “Checking your "
    "browser before accessing” or “Please verify that you are not a robot” before they let you "
    "in. It is a wall against automatic visitors: a script named <code>_cf_chl_opt</code> runs, "
    "and after some seconds the page appears. Here is what to do when it does not. First, see "
    "that your browser accepts cookies and runs scripts. Second, switch off what hides your "
    "address. Third, try another network, such as that of a library or of one of our centers. "
    "If nothing helps, call us, and a counsellor will read the page of jobs to you, or print it. "
    "Many employers use such walls on their own sites. We do not, so that everybody, whatever "
    "the age of the computer, can look for work here. Tell us of pages that shut you out; we "
    "write to their owners each month and ask them to open a door for people who need it, and "
    "more often than not they do.</p>"
)
_CONTACT_FORM = (
    "<h1>Contact us</h1><p>Write to us and we answer within a day.</p><form><label>Name <input>"
    "</label><label>Message <textarea></textarea></label><p>Please confirm you are not a robot."
    '</p><div class="cf-turnstile" data-sitekey="x"></div><button>Send</button></form>'
)
_SIGN_IN_FORM = (
    '<form method="post"><label>User name <input name="user"></label><label>Password '
    '<input type="password" name="password"></label><button>{0}</button></form>'
)


def _wall(name: str, does: str, handler: Handler, why: str = WALL) -> Behaviour:
    return Behaviour(
        f"wall-{name}", does, Reason.BOT_WALL, why, everywhere(handler), by_content=True
    )


def _fine(name: str, does: str, handler: Handler, why: str, link: str = "") -> Behaviour:
    return Behaviour(
        name,
        does,
        Reason.OK,
        why,
        everywhere(only_here(handler, "/jobs", "/login")),
        link=link or "https://{host}/jobs",
    )


def _sign_in_page(name: str, does: str, handler: Handler) -> Behaviour:
    return Behaviour(
        name, does, Reason.SIGN_IN_REQUIRED, "The page is there, for those who sign in.",
        everywhere(handler), by_content=True,
    )  # fmt: skip


_HAS_WORDS = "The page says what it has to say; the captcha guards only its form."

MORE_WALLS = (
    _wall("moment", "Answers 200 with a page titled “Just a moment…” and its script.",
          _stub('<script>window._cf_chl_opt={cvId:"3"}</script>', title="Just a moment...")),
    _wall("moment-spanish", "Answers 200 with such a page in Spanish.",
          _stub('<script>window._cf_chl_opt={cvId:"3"}</script>', title="Un momento…")),
    _wall("cloudflare-block", "Answers 200 with Cloudflare's page for those it has blocked.",
          _stub(_CLOUDFLARE_BLOCK, title="Attention Required! | Cloudflare")),
    _wall("cloudflare-denied", "Answers 200 with Cloudflare's “Access denied”.",
          _stub("<h1>Error 1020</h1><p>Access denied</p>",
                title="Access denied | jobs.elm.example used Cloudflare to restrict access")),
    _wall("akamai", "Answers 200 with Akamai's “Access Denied” and its reference.",
          _stub(_AKAMAI, title="Access Denied")),
    _wall("akamai-403", "Answers 403 with the same, and says that Akamai does so.",
          _stub(_AKAMAI, title="Access Denied", status=403, headers=(("Server", "AkamaiGHost"),)),
          "The header says whose refusal this is."),
    _wall("incapsula", "Answers 200 with “Request unsuccessful” and an incident.",
          _stub("Request unsuccessful. Incapsula incident ID: 1234000560078-31415926535")),
    _wall("distil", "Sends every visitor by a meta refresh to a captcha, and from there again.",
          _distil),
    _wall("interruption", "Answers 200 with “Pardon Our Interruption” and a page of reasons.",
          _stub(_INTERRUPTION, title="Pardon Our Interruption")),
    _wall("datadome", "Answers 403 with a header and a frame of DataDome.",
          _stub('<p id="cmsg">Please enable JS and disable any ad blocker</p>'
                '<script>var dd={"host":"geo.captcha-delivery.com"}</script>',
                title="jobs.elm.example", status=403, headers=(("X-DataDome", "protected"),))),
    _wall("datadome-200", "Answers 200 with a frame of DataDome and no such header.",
          _stub('<p id="cmsg">Please enable JS and disable any ad blocker</p>'
                '<script>var dd={"host":"geo.captcha-delivery.com"}</script>',
                title="jobs.elm.example")),
    _wall("human", "Answers 200 with a button to press and hold.",
          _stub('<h1>Press &amp; Hold to confirm you are a human (and not a bot).</h1>'
                '<div id="px-captcha"></div>', title="Access to this page has been denied")),
    _wall("radware", "Answers 200 with Radware's captcha.",
          _stub(_RADWARE, title="Radware Bot Manager Captcha")),
    _wall("sucuri", "Answers 200 with Sucuri's refusal.",
          _stub(_SUCURI, title="Sucuri WebSite Firewall - Access Denied")),
    _wall("f5", "Answers 200 with “The requested URL was rejected” and a support id.",
          _stub("The requested URL was rejected. Please consult with your administrator.<br><br>"
                "Your support ID is: 1234567890123456789", title="Request Rejected")),
    _wall("missing", "Answers 404 to checkers, with a wall's page and script.",
          _stub("<p>Verifying you are human. This may take a few seconds.</p>"
                "<script>window._cf_chl_opt={}</script>", title="Just a moment...", status=404),
          "The page says that the 404 is for checkers alone."),
    _wall("captcha", "Answers 403 with a captcha and nothing else.",
          _stub(_GENERIC, title="Security check", status=403)),
    _wall("limited", "Answers 429 with headers of Kasada.",
          _stub('<script>window.KPSDK={};</script><script src="/ips.js?x=1"></script>',
                status=429, headers=(("x-kpsdk-ct", "0aF3"),))),
    _wall("akamai-by-computing", "Answers 200 with Akamai's challenge to compute something.",
          _stub('<div id="sec-if-cpt-container" style="display:none"></div>'
                '<iframe id="sec-cpt-if" provider="crypto"></iframe>',
                head='<script src="/Kx8/abc/sec_cpt.js"></script>')),
    _wall("imunify", "Answers 200 with the waiting page of Imunify360.",
          _stub("<h1>Please wait while your request is being verified...</h1>",
                title="One moment, please...")),
    _fine("article-on-access", "Shows a short article titled “Access denied: …”.",
          _stub("<p>One home in five has no fast line. The county lends radios.</p>",
                title="Access denied: the digital divide"),
          "What stands before a colon leads to something else."),
    Behaviour(
        "access-denied-200", "Answers 200 with a page that says “Access denied” and no more.",
        Reason.ACCESS_DENIED, "A refusal is one, whatever its status.",
        everywhere(_stub("<h1>Access denied</h1><p>You are not authorized to see this.</p>",
                         title="Access denied")),
        by_content=True,
    ),
    _fine("captcha-on-page", "Embeds a captcha in a page of its own.",
          _with_page_of_its_own(
              '<script src="https://www.google.com/recaptcha/api.js" async></script>',
              '<form><div class="g-recaptcha" data-sitekey="x"></div></form>'), _HAS_WORDS),
    _fine("turnstile-on-form", "Shows a short form with a captcha at its end.",
          _stub(_CONTACT_FORM, title="Contact us"), _HAS_WORDS),
    _fine("article-on-walls", "Shows an article on bot walls that quotes their words.",
          _stub(_ARTICLE, title="What “Just a moment…” means"),
          "To speak of a wall is not to be one."),
    _fine("watched-application", "Sends the shell of an application, with a wall's own watcher.",
          _stub('<div id="root"></div><script src="/main.js"></script>'
                '<script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script>',
                title="Jobs"), "The watcher stands in ordinary pages, too."),
    _sign_in_page("sign-in-page", "Answers every page with a form to sign in, and 200.",
                  _stub(f"<h1>Sign in</h1>{_SIGN_IN_FORM.format('Sign in')}",
                        title="Sign in | Elm Jobs")),
    _sign_in_page("sign-in-page-spanish", "Answers every page with such a form in Spanish.",
                  _stub(_SIGN_IN_FORM.format("Entrar"), title="Iniciar sesión - Empleos")),
    _sign_in_page("sign-in-page-403", "Answers every page with such a form, and 403.",
                  _stub(_SIGN_IN_FORM.format("Log in"), title="Log in", status=403)),
    _fine("sign-in-box", "Has a box to sign in on a page of its own.",
          _with_page_of_its_own("", f"<aside>{_SIGN_IN_FORM.format('Sign in')}</aside>"),
          "The page is there for everybody."),
    _fine("sign-in-wanted", "Shows a form to sign in, and that is what was linked.",
          _stub(_SIGN_IN_FORM.format("Log in"), title="Log in"),
          "Staff linked to the sign-in page on purpose.", "https://{host}/login"),
)  # fmt: skip

ROWS = (
    Behaviour(
        "wall-cloudflare", "Answers 403 with cf-mitigated: challenge.", Reason.BOT_WALL,
        WALL, everywhere(_cloudflare(403)),
    ),
    Behaviour(
        "wall-cloudflare-503", "Answers 503 with cf-mitigated: challenge.", Reason.BOT_WALL,
        "The header says that this is a wall, and no error of the server.",
        everywhere(_cloudflare(503)),
    ),
    Behaviour(
        "wall-everywhere", "Shows the same challenge for robots.txt as for the page.",
        Reason.BOT_WALL, "A challenge is not a robots.txt; robots.txt forbids nothing here.",
        everywhere(_cloudflare(403), robots=_cloudflare(403)),
    ),
    Behaviour(
        "wall-amazon", "Answers 202 with x-amzn-waf-action: challenge.", Reason.BOT_WALL,
        WALL, everywhere(_amazon()),
    ),
    Behaviour(
        "wall-script", "Answers 200 with a script that sets a cookie and loads the page again.",
        Reason.BOT_WALL, WALL, everywhere(script_challenge(200)), by_content=True,
    ),
    Behaviour(
        "wall-script-503", "Answers 503 with such a script.", Reason.BOT_WALL,
        "No error of the server, though the status says so.",
        everywhere(script_challenge(503)), by_content=True,
    ),
    *MORE_WALLS,
)  # fmt: skip
