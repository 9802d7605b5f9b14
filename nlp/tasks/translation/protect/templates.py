"""What stands in a text for something that a program puts in, as patterns: over sixty ways of writing it.

All are bounded or cannot give back what they took (`++`): a hostile text costs no more than its length.
"""

from __future__ import annotations

_NAME = r"[A-Za-z_]\w{0,60}(?:[.-]\w{1,60}){0,6}"
_FORMAT = r"[-+#0]?\d*+(?:\.\d++)?(?:hh|h|ll|l|L|q|j|z|t)?[@diouxXeEfFgGaAcCsSpr]"
_INSIDE = r"[^{}\n]"

MESSAGE_FORMAT = (
    # "{n, plural, one {# item} other {# items}}", "{d, date, short}": ICU, i18next, Fluent selectors
    r"\{\s?\w++\s?,\s?(?:plural|select|selectordinal)\s?,"
    rf"(?:{_INSIDE}|\{{(?:{_INSIDE}|\{{{_INSIDE}{{0,80}}\}}){{0,200}}\}}){{1,400}}\}}"
    r"|\{\s?\w++\s?,\s?(?:number|date|time|duration|spellout|ordinal|list)(?:\s?,[^{}\n]{1,80})?\}"
)

BRACES = (
    # "{{user.name}}", "{{{html}}}", "{{#if x}}": Handlebars, Mustache, Jinja, Liquid, Vue, Angular, i18next
    rf"\{{\{{{{1,2}}{_INSIDE}{{1,200}}\}}{{2,3}}|\{{\{{{_INSIDE}{{1,200}}\}}\}}"
    # "{% if x %}", "{# note #}": Jinja, Twig, Liquid, Django
    r"|\{%[^%\n]{1,200}%\}|\{#[^#\n]{1,200}#\}"
    # "${user}", "$!{x}", "#{x}", "@{x}", "%{x}", "%<x>s", "*{x}", "~{x}": JavaScript, Ruby, Thymeleaf
    rf"|[$#@%&!*~^+=]{{1,2}}\{{{_INSIDE}{{1,120}}\}}|%<[\w.]{{1,60}}>(?:{_FORMAT})?"
    # "{0}", "{order.id}", "{0:N2}", "{name!r:>10}", "{ $name }": Python, C#, Java, Rust, Fluent
    r"|\{[^\s{}]{1,80}\}|\{\s[$@]?[\w.-]{1,60}\s\}|\{@[a-z]{1,12} [^{}\n]{1,80}\}"
    # "((name))", "<<name>>", "[[name]]", "[%name%]", "[user:name]", "[FIRST_NAME]", "[b]", "[gallery id="1"]"
    r"|\(\([^()\s]{1,80}\)\)|<<[^<>\s]{1,80}>>|\[\[[^\[\]\n]{1,120}\]\]|\[%[^%\[\]\n]{1,80}%\]"
    r"|\[[A-Za-z]\w{0,40}(?::[\w-]{1,40}){1,3}\]|\[[A-Z]+_[A-Z0-9_]+\]"
    r"|\[/?(?:[bius*]|url|img|quote|code|size|color|list)(?:=[^\[\]\n]{1,80})?\]"
    r"|\[/?[a-z_]{2,20} \w{1,20}=[^\[\]\n]{1,120}\]"
)

TAGS = (
    # "<%= x %>", "<?php echo 1 ?>", "<!-- x -->", "<br/>", "&nbsp;": ERB, JSP, EJS, PHP, HTML
    r"<%[^\n]{1,200}?%>|<\?[^\n]{1,200}?\?>|<!--[^\n]{0,200}?-->|</?[A-Za-z][^<>\n]{0,300}>"
    r"|&(?:\#\d{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{0,31});"
)

SIGNED = (
    # "%(name)s", "%1$s", "%.2f", "%@", "%%name%%", "%PATH%", "%name%": C, Python, PHP, Windows, Symfony
    rf"%\(\w{{1,60}}\)(?:{_FORMAT})?|%%[\w.]{{1,60}}%%|(?<![\w%])%{_NAME}%(?![\w%\\])"
    rf"|(?<![\w%])%(?:\d{{1,2}}\$)?(?:{_FORMAT})(?![^\W_])(?:%%)?|(?<![\w%])%\d(?!\w|[.,]\d)|%%"
    # "$name", "$name$", "$(name)", "$$": shell, PHP, StringTemplate
    rf"|(?<![\w$])\${_NAME}\$?|\$\([\w. ]{{1,60}}\)"
    # "\(name)": Swift; "*|NAME|*": Mailchimp; "##name##", "#name#", "@@name@@", "__NAME__", "|NAME|"
    rf"|\\\([\w.]{{1,60}}\)|\*\|[^|\n]{{1,80}}\|\*|\#\#[\w.-]{{1,60}}\#\#|(?<![\w#])\#[A-Za-z_]\w{{0,60}}\#(?!\w)"
    r"|@@[\w.]{1,60}(?:@@)?|@\([\w.]{1,60}\)|(?<!\w)__[A-Za-z]\w{0,60}?__(?!\w)|(?<!\w)\|[A-Z]\w{0,40}\|(?!\w)"
    # ":name", ":smile:": Laravel, SQL, routes, emoji as text
    r"|(?<![\w:.)\]])::?[a-z][\w+-]{0,40}(?<![+-]):(?!\w)"
    r"|(?<![\w:.)\]]):(?!(?:an?|the|les?|la|el|l[oa]s?|[oa]s?|une?|i|il|de[rsn]?|di[ae]|das|qu[ei]|y|et?)\b)"
    r"[a-z]\w{1,40}"
)

PLACEHOLDER = "|".join((MESSAGE_FORMAT, BRACES, TAGS, SIGNED))
