"""The HTTP API, one file per noun. Routes are thin: they read the request, act, and answer."""

from litestar.types import ControllerRouterHandler

from service.web.routes.account import AccountRoutes
from service.web.routes.canned import AnswerRoutes, CannedRoutes
from service.web.routes.conversations import ConversationRoutes
from service.web.routes.corrections import CorrectionRoutes, MemoryRoutes
from service.web.routes.glossary import GlossaryRoutes
from service.web.routes.health import health, live
from service.web.routes.languages import languages
from service.web.routes.me import MeRoutes
from service.web.routes.messages import MessageRoutes
from service.web.routes.people import PeopleRoutes
from service.web.routes.sessions import SessionRoutes

ROUTES: list[ControllerRouterHandler] = [
    SessionRoutes,
    MeRoutes,
    AccountRoutes,
    PeopleRoutes,
    languages,
    ConversationRoutes,
    MessageRoutes,
    CorrectionRoutes,
    MemoryRoutes,
    GlossaryRoutes,
    CannedRoutes,
    AnswerRoutes,
    health,
    live,
]
