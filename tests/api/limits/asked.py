"""What is asked of doors that want a body, and of frames: well-formed, about things that are not there."""

BODIES = {
    "PATCH /api/me": {"name": "X"},
    "PATCH /api/me/answers": {"on": True},
    "POST /api/glossary": {"source": "x"},
    "POST /api/glossary/file": {"text": "x"},
    "POST /api/canned": {"shortcut": "x", "language": "en", "text": "x"},
    "POST /api/conversations": {"with": "nobody.here"},
    "PATCH /api/conversations/{conversation_id:str}": {"suggestions": True},
    "POST /api/conversations/{conversation_id:str}/messages": {"text": "x", "client_id": "x"},
    "POST /api/conversations/{conversation_id:str}/report": {"reason": "spam"},
    "POST /api/conversations/{conversation_id:str}/receipts": {"read_seq": 1},
    "PATCH /api/messages/{message_id:str}": {"text": "x"},
    "PUT /api/messages/{message_id:str}/reaction": {"emoji": "x", "on": True},
    "PUT /api/messages/{message_id:str}/pin": {"on": True},
    "POST /api/desk/conversations/{conversation_id:str}/assign": {},
    "POST /api/desk/conversations/{conversation_id:str}/snooze": {"until": "2000-01-01T00:00:00Z"},
    "PATCH /api/widget/visitors/me": {"language": "es"},
    "POST /api/widget/visitors/me/conversations/{conversation_id:str}/messages": {
        "text": "x",
        "client_id": "x",
    },
    "POST /api/widget/visitors/me/conversations/{conversation_id:str}/receipts": {"read_seq": 1},
    "PUT /api/messages/{message_id:str}/translation": {"text": "x", "client_id": "x"},
}

FIELDS = {
    "hello": {"positions": {}},
    "post": {"ref": "r", "conversation_id": "x", "client_id": "x", "text": "x"},
    "edit": {"ref": "r", "message_id": "x", "text": "x"},
    "remove": {"ref": "r", "message_id": "x"},
    "react": {"ref": "r", "message_id": "x", "emoji": "x", "on": True},
    "pin": {"ref": "r", "message_id": "x", "on": True},
    "resume": {"ref": "r", "conversation_id": "x", "rev": 0},
    "typing": {"conversation_id": "x"},
    "receipt": {"conversation_id": "x", "read_seq": 1},
    "preview": {"ref": "r", "conversation_id": "x", "text": "x"},
    "read_back": {"ref": "r", "message_id": "x"},
}
