"""Calls of both clients to a server, and to a gateway without one; their addresses are the arguments."""

from __future__ import annotations

import asyncio
import io
import sys
from collections.abc import Callable

import corpus
from corpus import AsyncClient, Client, EchoInput, MizanError

SENT: EchoInput = {
    "text": "a=b&c d% ü\u2028",
    "maybe": None,
    "letter": "ß",
    "whole": 2**53 - 1,
    "number": 0.1,
    "flag": True,
    "big": 2**127 - 1,
    "order": {"Near": {"city": "Paris"}},
    "orders": ["Newest", {"Within": (1, -2)}],
    "list": ["x", None],
    "map": {"a": {"b": 1}},
}


def expect(got: object, wanted: object) -> None:
    if got != wanted:
        raise AssertionError(f"{got!r} instead of {wanted!r}")


def failing(run: Callable[[], object]) -> MizanError:
    try:
        got = run()
    except MizanError as error:
        return error
    raise AssertionError(f"{got!r} instead of an error")


def use(client: Client) -> None:
    expect(client.send_echo(echo=SENT), SENT)
    bundle = client.echo(
        text=SENT["text"],
        letter=SENT["letter"],
        whole=SENT["whole"],
        number=SENT["number"],
        flag=True,
        big=SENT["big"],
        order={"Near": {"city": "Paris"}},
        orders=SENT["orders"],
        list=["x", None],
        map=SENT["map"],
    )
    expect(bundle, {"echoed": SENT})
    # Too long for an address.
    text = "x" * 5000
    echoed = client.echoed(
        text=text, letter="a", whole=1, number=1.5, big=-(2**100), orders=[], map={}
    )
    expect((echoed["text"], echoed["big"], echoed["flag"]), (text, -(2**100), None))

    expect(client.rename(name="7"), 7)
    taken = failing(lambda: client.rename(name="Ada"))
    assert isinstance(taken, corpus.RenameErrorTaken), taken
    expect(taken.details["suggestion"], "Ada2")
    expect((taken.code, taken.kind), ("CONFLICT", "Taken"))
    expect(taken.message, "`Ada2` is free")
    gone = failing(lambda: client.rename(name=""))
    assert isinstance(gone, corpus.RenameErrorGone), gone
    named = failing(lambda: client.rename(name="Named"))
    assert isinstance(named, corpus.RenameErrorNotYours), named
    expect(named.details["name"], "Named")
    other = failing(lambda: client.rename(name="no number"))
    expect((type(other), other.code, other.kind), (MizanError, "INTERNAL_ERROR", None))
    pair = failing(client.refuse)
    assert isinstance(pair, corpus.RefusalFailurePair), pair
    expect(pair.details, (1, None))
    later = failing(client.failing)
    assert isinstance(later, corpus.RefusalFailureTryLater), later
    expect(later.details["afterSeconds"], 5)
    expect(client.failing_read(name="x"), "x")

    expect(list(client.stream_foreign(foreign=["1", "2"])), [["1"], ["2"]])
    nothing = failing(lambda: list(client.stream_foreign(foreign=[])))
    assert isinstance(nothing, corpus.NoForeignNothing), nothing

    expect(client.change_foreign(foreign="7", idempotency_key="k1"), "7")
    expect(client.change_foreign(foreign="7", idempotency_key="k1"), "7")
    again = failing(lambda: client.change_foreign(foreign="8", idempotency_key="k1"))
    expect(again.code, "VALIDATION_ERROR")

    photo = io.BytesIO(b"abc")
    weights = client.weigh(
        unit="byte", first=photo, others=[b"de", ("two.txt", b"fghi", "text/plain")]
    )
    expect(weights, ["first: 3 byte", "others: 2 byte", "two.txt: 4 byte"])


async def use_async(client: AsyncClient) -> None:
    expect(await client.send_echo(echo=SENT), SENT)
    echoed = await client.echoed(
        text="", letter="a", whole=1, number=1.5, big=5, orders=[], map={}
    )
    expect((echoed["big"], echoed["maybe"]), (5, None))
    try:
        await client.rename(name="Ada")
    except corpus.RenameErrorTaken as error:
        expect(error.details, {"suggestion": "Ada2"})
    else:
        raise AssertionError("no error")
    items = [item async for item in client.stream_foreign(foreign=["1", "2"])]
    expect(items, [["1"], ["2"]])
    weights = await client.weigh(unit="byte", first=b"abc", others=[])
    expect(weights, ["first: 3 byte"])


def use_strangers(gateway: str) -> None:
    """A server that is not there, and one that is none of Mizan's."""
    with Client("http://127.0.0.1:1/api/mizan") as client:
        lost = failing(client.refuse)
        expect(
            (lost.code, lost.is_transient, lost.outcome_unknown),
            ("NETWORK", True, True),
        )

    with Client(gateway, token="secret") as client:
        busy = failing(client.refuse)
        expect((busy.code, busy.retry_after), ("NETWORK", 7.0))


def main() -> None:
    address, gateway = sys.argv[1:]
    with Client(address) as client:
        use(client)
    use_strangers(gateway)
    print("sync")

    async def run() -> None:
        async with AsyncClient(address) as client:
            await use_async(client)

    asyncio.run(run())
    print("async")


main()
