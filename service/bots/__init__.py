"""CHAT MESSAGES: the bots of 企业微信, 钉钉, 飞书 and of any messenger that speaks the signed webhook.

    RECEIVE  messenger → Inbound (channels/*: verified) → Job (jobs.py: kept once) → acknowledged
    WORK     Job → allowed? (access.py) → "working" shown → Told (clerk.py) → Message (message.py) → texts (texts.py) → sent (office.py)

One core, thin adapters: a channel is transport and rendering only (channel.py). `gateway.py` is the process that runs one of them, `check.py` tells
what its set-up lacks.
"""
