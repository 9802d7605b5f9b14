"""What people write for machines, as patterns: addresses, paths, versions, names of programs and settings.

All are bounded or cannot give back what they took (`++`): a hostile text costs no more than its length.
"""

from __future__ import annotations

_END = r"(?![^\W_])"

ADDRESS = (
    r"(?<![\w.+-])[A-Za-z][A-Za-z0-9+.-]{1,20}://[^\s<>\"]+"
    r"|(?<![\w.+-])(?:mailto|tel|sms|sip|xmpp|urn|magnet):[^\s<>\"]{2,300}"
    # "root@localhost", "git@host:team/repo.git"
    r"|(?<![\w.+@-])[\w.+-]{1,64}@[A-Za-z][\w-]{0,63}(?:\.[\w-]{1,63})*(?::[\w./~-]{1,200}(?<![.]))?"
    r"|(?<![\w.-])localhost(?::\d{1,5})?(?:/[^\s<>\"]*)?"
    + _END
    # 10.0.0.1:8080/24; fe80::1%eth0/64; 00:1A:2B:3C:4D:5E
    + r"|(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?:/\d{1,2}|:\d{1,5})(?!\w)"
    r"|(?<![\w:.-])[0-9A-Fa-f]{2}(?:[:-][0-9A-Fa-f]{2}){5}(?![\w:-])"
    r"|(?<![\w:.])(?=[0-9A-Fa-f:.]{0,39}(?:::|[A-Fa-f]))(?:[0-9A-Fa-f]{1,4})?(?::[0-9A-Fa-f]{0,4}){2,7}"
    r"(?:\.\d{1,3}){0,3}(?:%\w{1,16})?(?:/\d{1,3})?(?![\w:])"
)

_SEGMENT = r"[^\s\\/:*?\"<>|]"
PATH = (
    # C:\Program Files\x, \\server\share, one\two
    rf"(?<![A-Za-z0-9])[A-Za-z]:(?:[\\/](?:{_SEGMENT}{{1,80}}(?: {_SEGMENT}{{1,80}}){{0,3}}(?=[\\/]))?)+"
    rf"(?:{_SEGMENT}{{1,80}}(?<![.,;!)]))?"
    rf"|(?<![\w:\\])\\\\[\w.$-]{{1,64}}(?:\\{_SEGMENT}{{1,80}}(?<![.,;!)]))+"
    r"|(?<![\w\\])[\w.%$-]{1,64}(?:\\[\w.%$-]{1,64}(?<!\.))+\\?"
    r"|(?<![\w@./-])(?:[\w.@-]{1,60}/){1,20}[\w.-]{1,60}\.[a-z][a-z0-9]{0,4}(?![\w/])"
    # /etc/hosts, ~/x, ./run.sh, ../x; one step only where it can be nothing else
    r"|(?<![\w/.~<])(?:~[\w-]{0,32}|\.{1,2})/(?:[\w.@%+=-]{1,80}/?)*(?<![.])"
    r"|(?<![\w/.~<:)])(?:/[\w.@%+=-]{1,80}){2,40}(?<![.])/?"
    r"|(?<![\w/.~<:)])/(?:etc|usr|var|tmp|home|opt|bin|dev|proc|sys|mnt|root|srv|lib|boot|run|media)" + _END
)

VERSION = (
    r"(?<![\w.,])(?:[vV]|[\^~]|[<>=!~]=\s?|[<>]\s?(?=\d{1,4}\.\d))\d{1,4}(?:\.\d{1,6})*(?:\.[xX*])?"
    r"(?:[-+][0-9A-Za-z][0-9A-Za-z.+-]{0,40}(?<![.+-])|(?:a|b|rc|dev|post)\d{1,3})?" + _END + r"(?![.,]\d)"
    r"|(?<![\w.,])\d{1,4}(?:\.\d{1,6})*\.[xX*](?![\w*])"
    r"|(?<![\w.,])\d{1,4}(?:\.\d{1,6}){1,3}(?:-(?i:alpha|beta|rc|pre|dev|snapshot|stable|lts|M\d)"
    r"[0-9A-Za-z.+-]{0,40}(?<![.+-])"
    r"|(?:a|b|rc)\d{1,3})" + _END
)

CODE_WORD = (
    r"(?<![\w&#])(?:[CFJQ]\#|C\+\+|G\+\+|[cg]\+\+|(?:ASP)?\.NET|T-SQL|Notepad\+\+)(?![\w#+])"
    # snake_case, CONSTANT_CASE, call(), one::two, a->b, --long-flag, --key=value
    r"|(?<![\w@.-])[A-Za-z][A-Za-z0-9]{0,40}(?:_[A-Za-z0-9]{1,40}){1,10}(?:\.\w{1,40})*(?:\(\))?"
    + _END
    + r"|(?<![\w@.])[A-Za-z_]\w{0,40}(?:(?:\.|::|->)[A-Za-z_]\w{0,40}){0,6}\(\)"
    r"|(?<![\w:])[A-Za-z]\w{0,40}(?:(?:::|->)[A-Za-z_]\w{0,40}){1,6}"
    + _END
    + r"|(?<!\S)--[a-z][a-z0-9]{0,30}(?:(?:-[a-z0-9]{1,30}){1,6}(?:=\S{1,100})?|=\S{1,100})"
    # "/help", a command, where a line begins
    r"|(?<![^\n])/[a-z]{2,20}(?=\s|$)"
)

ESCAPE = (
    # "\*", "\_": marks that Markdown is to leave alone; "\n", "\u00e9": characters as programs write them
    r"\\(?:[\\`*_{}\[\]()#+.!|~<>\"'$&:;=?@^,%/-]|[nrt0](?![^\W_])|[xX][0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4})"
)

MACHINE = "|".join((PATH, VERSION, CODE_WORD, ESCAPE))
