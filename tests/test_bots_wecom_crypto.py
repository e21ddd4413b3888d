"""Signature and encryption of 企业微信, held against what others published.

SAMPLE: the sample of Tencent's WXBizMsgCrypt libraries (C#, Java, PHP, C++, Python; also sbzhu/weworkapi_python, callback/Sample.py).
WECHATPY: wechatpy/wechatpy, tests/test_crypto.py. JUNIT: Tencent's own WXBizMsgCryptTest for Java.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given
from hypothesis import strategies as some
from lxml import etree

from service.bots.channels.genuine import NotGenuine
from service.bots.channels.wecom_crypto import WecomCrypto

SAMPLE = WecomCrypto("QDG6eK", "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C", "wx5823bf96d3bd56c7")
WECHATPY = WecomCrypto("123456", "kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aR", "wx49f0ab532d5d035a")
JUNIT = WecomCrypto("", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", "wxb11529c136998cb6")

# The echo of SAMPLE when the address is verified: signature, timestamp, nonce, ciphertext.
ECHO = (
    "5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3", "1409659589", "263014780",
    "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ==",
)
MESSAGE = (
    "477715d11cdb4164915debcba66cb864d751f3e6", "1409659813", "1372623149",
    "RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3QczcdCUpj911L3vg3W/sYYvuJTs3TUUkSUXxaccAS0qhxchrRYt6"
    "6wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLjvd4Xgpue06DOdnLxAUHzM6+kDZ+HMZfJYuR+LtwGc2hgf5gsijff0ekUNXZiqATP7PF5mZxZ3Izoun1s4zG4LUMnvw2r+KqC"
    "KIw+3IQH03v+BCA9nMELNqbSf6tiWSrXJB3LAVGUcallcrw8V2t9EL4EhzJWrQUax5wLVMNS0+rUPA3k22Ncx4XXZS9o0MBH27Bo6BpNelZpS+/uh9KsNlY6bHCmJU9p8g7m3fVK"
    "n28H3KDYA5Pl/T8Z1ptDAVe0lXdQ2YoyyH2uyPIGHBZZIs2pDBS8R07+qN+E7Q==",
)
WECHATPY_ECHO = (
    "dd6b9c95b495b3f7e2901bfbc76c664930ffdb96", "1411443780", "437374425",
    "4ByGGj+sVCYcvGeQYhaKIk1o0pQRNbRjxybjTGblXrBaXlTXeOo1+bXFXDQQb1o6co6Yh9Bv41n7hOchLF6p+Q==",
)
WECHATPY_MESSAGE = (
    "74d92dfeb87ba7c714f89d98870ae5eb62dff26d", "1411525903", "461056294",
    "RgqEoJj5A4EMYlLvWO1F86ioRjZfaex/gePD0gOXTxpsq5Yj4GNglrBb8I2BAJVODGajiFnXBu7mCPatfjsu6IHCrsTyeDXzF6Bv283dGymzxh6ydJRvZsryDyZbLTE7rhnus50q"
    "GPMfp2wASFlzEgMW9z1ef/RD8XzaFYgm7iTdaXpXaG4+BiYyolBug/gYNx410cvkKR2/nPwBiT+P4hIiOAQqGp/TywZBtDh1yCF2KOd0gpiMZ5jSw3e29mTvmUHzkVQiMS6td7vX"
    "UaWOMZnYZlF3So2SjHnwh4jYFxdgpkHHqIrH/54SNdshoQgWYEvccTKe7FS709/5t6NMxuGhcUGAPOQipvWTT4dShyqio7mlsl5noTrb++x6En749zCpQVhDpbV6GDnTbcX2e8K9"
    "QaNWHp91eBdCRxthuL0=",
)
PLAIN = (
    "<xml>\n<MsgType><![CDATA[text]]></MsgType>\n<Content><![CDATA[test]]></Content>\n<FromUserName><![CDATA[wx49f0ab532d5d035a]]></FromUserName>\n"
    "<ToUserName><![CDATA[messense]]></ToUserName>\n<AgentID>1</AgentID>\n<CreateTime>1411525903</CreateTime>\n</xml>"
)
ENCRYPTED = (
    "9s4gMv99m88kKTh/H8IdkOiMg6bisoy3ypwy9H4hvSPe9nsGaqyw5hhSjdYbcrKk+j3nba4HMOTzHrluLBYqxgNcBqGsL8GqxlhZgURnAtObvesEl5nZ+uBE8bviY0LWke8Zy9V/"
    "QYKxNV2FqllNXcfmstttyIkMKCCmVbCFM2JTF5wY0nFhHZSjPUL2Q1qvSUCUld+/WIXrx0oyKQmpB6o8NRrrNrsDf03oxI1p9FxUgMnwKKZeOA/uu+2IEvEBtb7muXsVbwbgX05U"
    "PPJvFurDXafG0RQyPR+mf1nDnAtQmmNOuiR5MIkdQ39xn1vWwi1O5oazPoQJz0nTYjxxEE8kv3kFxtAGVRe3ypD3WeK2XeFYFMNMpatF9XiKzHo3"
)


def test_the_echo_of_the_sample():
    assert SAMPLE.open(*ECHO) == b"1616140317555161061"


def test_the_message_of_the_sample():
    found = etree.fromstring(SAMPLE.open(*MESSAGE))
    assert {each.tag: each.text for each in found} == {
        "ToUserName": "wx5823bf96d3bd56c7", "FromUserName": "mycreate", "CreateTime": "1409659813", "MsgType": "text", "Content": "hello",
        "MsgId": "4561255354251345929", "AgentID": "218",
    }


def test_the_echo_of_wechatpy():
    assert WECHATPY.open(*WECHATPY_ECHO) == b"5927782489442352469"
    signature, timestamp, _, encrypted = WECHATPY_ECHO
    with pytest.raises(NotGenuine, match="signature"):
        WECHATPY.open(signature, timestamp, "437374424", encrypted)


def test_the_message_of_wechatpy_whose_padding_is_one_byte():
    found = etree.fromstring(WECHATPY.open(*WECHATPY_MESSAGE))
    assert (found.findtext("Content"), found.findtext("FromUserName"), found.findtext("MsgId")) == ("test", "messense", "4363689963896700987")


def test_the_ciphertext_of_wechatpy_byte_by_byte():
    assert WECHATPY.encrypt(PLAIN.encode(), b"1234567890123456") == ENCRYPTED
    assert WECHATPY.sign("1411525903", "461056294", ENCRYPTED) == "407518b7649e86ef23978113f92d27afa9296533"


def test_the_ciphertext_of_junit_whose_message_is_chinese():
    encrypted = "jn1L23DB+6ELqJ+6bruv21Y6MD7KeIfP82D6gU39rmkgczbWwt5+3bnyg5K55bgVtVzd832WzZGMhkP72vVOfg=="
    assert JUNIT.encrypt("我是中文abcd123".encode(), b"aaaabbbbccccdddd") == encrypted
    assert JUNIT.decrypt(encrypted).decode() == "我是中文abcd123"


@given(some.binary(max_size=200))
def test_what_was_encrypted_is_read_again(message):
    assert SAMPLE.decrypt(SAMPLE.encrypt(message)) == message


@pytest.mark.parametrize("place", range(4))
def test_no_part_of_a_signed_call_may_be_changed(place):
    changed = list(ECHO)
    changed[place] = ("0" if changed[place][0] != "0" else "1") + changed[place][1:]
    with pytest.raises(NotGenuine, match="signature"):
        SAMPLE.open(*changed)


def test_a_signature_that_is_no_ascii_is_a_wrong_one():
    with pytest.raises(NotGenuine, match="signature"):
        SAMPLE.open("é签", *ECHO[1:])


@pytest.mark.parametrize("receiver", ["", "wx5823bf96d3bd56c", "wx5823bf96d3bd56c78", "WX5823BF96D3BD56C7"])
def test_a_message_for_another_receiver_is_not_genuine(receiver):
    with pytest.raises(NotGenuine, match="receiver"):
        replace(SAMPLE, receiver=receiver).decrypt(ECHO[3])


@pytest.mark.parametrize("pad", [0, 33, 255])
def test_a_padding_that_there_is_not_is_not_genuine(pad):
    with pytest.raises(NotGenuine, match="padding"):
        SAMPLE.decrypt(sealed(b"r" * 16 + (3).to_bytes(4, "big") + b"abcwx5823bf96d3bd56c7" + bytes(22) + bytes([pad])))


def test_a_length_beyond_the_message_is_not_genuine():
    with pytest.raises(NotGenuine, match="receiver"):
        SAMPLE.decrypt(sealed(b"r" * 16 + (2**32 - 1).to_bytes(4, "big") + b"abcwx5823bf96d3bd56c7" + bytes(21) + bytes([2, 2])))


@pytest.mark.parametrize("encrypted", ["", "A", "not base64!", ECHO[3][:-4], ECHO[3][:24], b64encode(bytes(32)).decode()])
def test_what_is_cut_short_or_no_ciphertext_is_not_genuine(encrypted):
    with pytest.raises(NotGenuine):
        SAMPLE.decrypt(encrypted)


def sealed(padded: bytes) -> str:
    """A ciphertext of the sample's key, whatever its padding."""
    key = b64decode(f"{SAMPLE.aes_key}=")
    encryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return b64encode(encryptor.update(padded) + encryptor.finalize()).decode()
