import pytest

from nlp.tasks.replies.refusals import MOST_CHARACTERS, Refusals


@pytest.fixture(scope="module")
def refusals(phrases):
    return Refusals(phrases.rules)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Your code is 48 29 13", "code"),
        ("Seu código é 88213", "code"),
        ("889123 is your verification code", "code"),
        ("my password is Blue!Horse9", "secret"),
        ("Mon mot de passe est soleil99", "secret"),
        ("PIN: 4821", "code"),
        ("here you go 4111 1111 1111 1111", "card"),
        ("DE89 3704 0044 0532 0130 00", "bank"),
        ("I don’t want to live any more", "self_harm"),
        ("Ich will nicht mehr leben", "self_harm"),
        ("My grandfather passed away this morning", "grief"),
        ("Minha mãe faleceu hoje", "grief"),
        ("she has cancer", "illness"),
        ("I will kill you", "threat"),
        ("Mein Mann schlägt mich", "violence"),
        ("Please call the police", "emergency"),
        ("https://example.org/x?y=1", "link"),
        ("aaaaaaaaa", "noise"),
        ("482913", "noise"),
        ("😂😂", "noise"),
        ("?!?!", "noise"),
        ("", "noise"),
        ("word " * (MOST_CHARACTERS // 5 + 1), "long"),
        ("One. Two. Three. Four. Five. Six. Seven.", "long"),
    ],
)
def test_refused(refusals, text, reason):
    assert refusals.reason(text) == reason


@pytest.mark.parametrize(
    "text",
    [
        "I forgot my password",
        "Do you need my password?",
        "Esqueci a senha do aplicativo",
        "Is there a discount code?",
        "It costs 1500 euros",
        "Order 4111111111111112 has not arrived",
        "I'm dying to see you",
        "It's a killer recipe",
        "The police station is next to the church, where can I park?",
        "Can I come on 12/05 at 18:30?",
        "Hi",
        "こんにちは",
    ],
)
def test_allowed(refusals, text):
    assert refusals.reason(text) is None
