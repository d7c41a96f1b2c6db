"""Where redirects land: still a page that serves the visitor, or its grave.

The address alone must tell, and must not tell too much: many sites lead from an
old path to a new one, to a language or to a state's section, and the page is there.
"""

from crawler.simulation.behaviour import Behaviour, everywhere, own_page
from crawler.simulation.demo_behaviours import missing, onward, sign_in_page
from crawler.simulation.site import Answer, Handler, Request
from directory.model.reasons import Reason


def _where(ways: dict[str, str], status: int = 302) -> Handler:
    """Redirects these targets for now; only where they lead to is a page."""

    def answer(request: Request) -> Answer:
        if request.target in ways:
            return onward(status, ways[request.target])
        there = request.target in ways.values() or request.path == "/"
        return own_page(request) if there else missing(request)

    return answer


def _permanently(ways: dict[str, str]) -> Handler:
    """Redirects these targets for good."""
    return _where(ways, 301)


def _home_asks(request: Request) -> Answer:
    return sign_in_page(request) if request.path == "/" else onward(302, "/")


ROWS = (
    Behaviour(
        "redirect-to-folder", "Redirects a posting to the folder in which it was.",
        Reason.MAYBE_NOT_FOUND, "The list works; the posting is perhaps no longer on it.",
        everywhere(_where({"/jobs/listing/4711": "/jobs/listing/"})),
        link="https://{host}/jobs/listing/4711",
    ),
    Behaviour(
        "redirect-to-folder-for-good", "Redirects a posting to its folder, for good.",
        Reason.MAYBE_NOT_FOUND, "A list in which it perhaps no longer is, is not its new address.",
        everywhere(_permanently({"/dir/x/programs/y": "/dir/x/"})),
        link="https://{host}/dir/x/programs/y",
    ),
    Behaviour(
        "redirect-to-folder-index", "Redirects a posting to the first page of its folder.",
        Reason.MAYBE_NOT_FOUND, "The folder works; the posting is perhaps no longer in it.",
        everywhere(_permanently({"/dir/x/programs/y": "/dir/x/en/index.html"})),
        link="https://{host}/dir/x/programs/y",
    ),
    Behaviour(
        "redirect-from-error-folder", "Redirects a page in a folder named “error” to /404.html.",
        Reason.REDIRECTED_TO_ERROR, "What the link's folder is called does not excuse it.",
        everywhere(_where({"/error/welder": "/404.html"})), link="https://{host}/error/welder",
    ),
    Behaviour(
        "redirect-to-sso-office", "Redirects to a page of the senior service office, in /sso/.",
        Reason.OK, "It asks nobody to sign in.",
        everywhere(_where({"/jobs": "/sso/senior-service-office.html"})),
    ),
    Behaviour(
        "redirect-to-language", "Redirects a page to the same one in a language.", Reason.OK,
        "A page of that name is there.", everywhere(_where({"/jobs": "/en/jobs"})),
    ),
    Behaviour(
        "redirect-home-to-language", "Redirects the home page to one in a language.", Reason.OK,
        "A home page for a home page.", everywhere(_where({"/": "/en/"})), link="https://{host}/",
    ),
    Behaviour(
        "redirect-home-with-choice", "Redirects the home page with a query to that without.",
        Reason.OK, "A home page for a home page; the query chose a language.",
        everywhere(_where({"/?lang=en": "/"})), link="https://{host}/?lang=en",
    ),
    Behaviour(
        "redirect-query-to-home", "Redirects a page known by its number to the home page.",
        Reason.REDIRECTED_TO_HOME, "The page is gone; the home page is not what was linked.",
        everywhere(_where({"/?page_id=12": "/"})), link="https://{host}/?page_id=12",
    ),
    Behaviour(
        "redirect-to-language-root", "Redirects a posting to the home page in a language.",
        Reason.REDIRECTED_TO_HOME, "The page is gone; the home page is not what was linked.",
        everywhere(_where({"/jobs/listing/4711": "/es-US/"})),
        link="https://{host}/jobs/listing/4711",
    ),
    Behaviour(
        "redirect-to-state", "Redirects a page to the section of a state.", Reason.OK,
        "A section with two letters is no home page.", everywhere(_where({"/jobs": "/ca/"})),
    ),
    Behaviour(
        "redirect-to-not-found-spanish", "Redirects to /pagina-no-encontrada, which says 200.",
        Reason.REDIRECTED_TO_ERROR, "An error page is an error page whatever its status.",
        everywhere(_where({"/jobs": "/pagina-no-encontrada"})),
    ),
    Behaviour(
        "redirect-to-expired-posting", "Redirects to a list, and says in the query that it ended.",
        Reason.REDIRECTED_TO_ERROR, "The site itself says that the posting is gone.",
        everywhere(_where({"/jobs/4711": "/jobs/search?expired=true"})),
        link="https://{host}/jobs/4711",
    ),
    Behaviour(
        "redirect-to-number-404", "Redirects to the posting that has the number 404.", Reason.OK,
        "A number is no error.", everywhere(_where({"/job": "/jobs/404"})),
        link="https://{host}/job",
    ),
    Behaviour(
        "redirect-home-sign-in", "Redirects to the home page, which is a form to sign in.",
        Reason.SIGN_IN_REQUIRED, "The page is there, for those who sign in.",
        everywhere(_home_asks),
    ),
    Behaviour(
        "sign-in-moved", "Redirects a sign-in page to another, which was linked on purpose.",
        Reason.OK, "Staff linked to the sign-in page.",
        everywhere(_where({"/login": "/account/sign-in"})), link="https://{host}/login",
    ),
)  # fmt: skip
