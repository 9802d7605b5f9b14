"""Plain writing for engines, and people's own manner back."""

import pytest

from nlp.tasks.translation.surface.smoothing import restore, smooth


@pytest.mark.parametrize(
    ("source", "text", "plain"),
    [
        ("en", "u coming tmrw", "You coming tomorrow."),
        ("en", "CAN YOU CALL ME AT 5pm?", "Can you call me at 5pm?"),
        ("en", "I DONT KNOW", "I don't know."),
        ("en", "soooo goood", "So good."),
        ("en", "XQ1 is great", "XQ1 is great."),
        ("en", "Thank you for waiting.", "Thanks for waiting."),
        ("en", "I thank you for waiting.", "I thank you for waiting."),
        ("en", "NASA", "NASA."),
        ("en", "then i'm off on friday, i think", "Then I'm off on Friday, I think."),
        ("pt", "vc vem amanha?", "Você vem amanhã?"),
        ("pt", "Obrigada por esperar", "obrigado por esperar"),
        ("pt", "kkkkk nao sei", "Kkkkk não sei."),
        ("en", "Really?", "Really?"),
        ("en", "ßa ŉa ıa", "ßa ŉa ıa."),
        ("xx", "abc", "Abc."),
        ("en", "nvm i found it", "Never mind, I found it."),
        ("en", "thx 4 ur help!!!", "Thanks for your help."),
        ("en", "I AM ILL, R U OK???", "I am ill, are you ok?"),
        ("en", "sooooorry, I'm ill", "Sorry, I'm ill."),
        ("pt", "n deu pq tava com 2 sem de atraso", "Não deu porque estava com 2 semanas de atraso."),
        ("es", "xq no viniste?", "Por qué no viniste?"),
        ("fr", "jsuis pas là a 8h", "Je ne suis pas là à 8h."),
        ("fr", "500 g de farine, g faim", "500 g de farine, j'ai faim."),
        ("de", "kp, bin iwie krank", "Keine Ahnung, bin irgendwie krank."),
    ],
)
def test_engines_read_plain_writing(source, text, plain):
    assert smooth(source, text).text == plain


@pytest.mark.parametrize(
    ("text", "target", "rendered", "shown"),
    [
        ("call me", "pt", "Me chame.", "me chame"),
        ("Call me", "pt", "Me chame.", "Me chame"),
        ("Call me.", "pt", "Me chame.", "Me chame."),
        ("CALL ME NOW", "pt", "Me chame agora.", "ME CHAME AGORA"),
        ("where is it", "en", "I don't know.", "I don't know"),
        ("are you in?", "es", "Está bien? Sí! Estás?", "¿está bien? ¡Sí! ¿Estás?"),
        ("what???? No!!", "es", "Qué? No!", "¿qué???? ¡No!!"),
        ("Hi, how are you?", "es", "Hola, cómo estás?", "Hola, ¿cómo estás?"),
    ],
)
def test_people_get_their_manner_back(text, target, rendered, shown):
    assert restore(smooth("en", text), target, rendered) == shown
