"""What is live, while lines are cut and refused. Each scene has a name, which is printed at its end."""

from __future__ import annotations

import asyncio
from contextlib import aclosing

from stage import (
    ADDRESS,
    DIRECT,
    SOONEST,
    direct,
    eventually,
    expect,
    following,
    nothing,
    refused,
    soon,
    until,
)

from api import (
    AsyncClient,
    BoardBundle,
    Client,
    EnterErrorClosed,
    Line,
    MessagesMissed,
    MizanError,
    SayErrorEmpty,
)

HUGE = 2**128 - 1


def note(number: int) -> None:
    """Somebody else writes a note."""
    with Client(f"http://{DIRECT}/api/mizan") as other:
        other.add_note(board_id=5, note={"text": f"note {number}", "number": number})


async def add(number: int) -> None:
    await asyncio.to_thread(note, number)


def numbers(board: BoardBundle) -> list[int]:
    return [note["number"] for note in board["notes"]]


async def what_others_change_is_shown(client: AsyncClient) -> None:
    expect(client.live_status, "off")
    async with aclosing(client.watch_board(board_id=5)) as boards:
        expect(await following(boards), {"notes": [], "count": 0})
        expect(client.live_status, "open")
        await add(HUGE)
        expect(numbers(await until(boards, lambda board: board["count"] == 1)), [HUGE])
        # One's own change as well.
        await client.add_note(board_id=5, note={"text": "own", "number": 2})
        expect(numbers(await following(boards)), [HUGE, 2])
    await eventually(lambda: client.live_status == "off")
    expect(await client.count(board_id=5), 2)


async def leaving_the_loop_ends_the_watch(client: AsyncClient) -> None:
    async for _ in client.watch_count(board_id=5):
        break
    await eventually(lambda: client.live_status == "off")


async def a_slow_watcher_sees_the_newest(client: AsyncClient) -> None:
    async with aclosing(client.watch_count(board_id=5)) as counts:
        first = await following(counts)
        for number in range(3, 23):
            await add(number)
        await asyncio.sleep(0.5)
        expect(await following(counts), first + 20)
        await nothing(anext(counts))


async def several_watch_one_instance(client: AsyncClient) -> None:
    one, other = client.watch_count(board_id=5), client.watch_count(board_id=5)
    async with aclosing(one), aclosing(other):
        expect(await following(one), await following(other))
        await one.aclose()
        await add(23)
        expect(await following(other), 23)


async def a_line_that_is_cut_is_made_anew(client: AsyncClient) -> None:
    async with aclosing(client.watch_count(board_id=5)) as counts:
        before = await following(counts)
        await direct(lines="cut")
        # Nothing has changed, and nothing is said.
        await nothing(anext(counts))
    async with aclosing(client.watch_count(board_id=5)) as counts:
        before = await following(counts)
        await direct(lines="refuse")
        await eventually(lambda: client.live_status == "waiting")
        await add(24)
        await direct(lines="pass")
        expect(await following(counts), before + 1)


async def a_line_that_is_lost_without_a_word_is_missed(client: AsyncClient) -> None:
    async with aclosing(client.watch_count(board_id=5)) as counts:
        before = await following(counts)
        await direct(lines="freeze")
        await add(25)
        await eventually(lambda: client.live_status != "open")
        await direct(lines="pass")
        expect(await following(counts), before + 1)


async def a_server_that_is_not_there_is_told(client: AsyncClient) -> None:
    await direct(lines="refuse")
    error = await refused(anext(client.watch_count(board_id=5)), "NETWORK")
    expect(error.is_transient, True)
    await direct(lines="pass")
    await following(client.watch_count(board_id=5))


async def a_failure_that_passes_is_no_end(client: AsyncClient) -> None:
    async with aclosing(client.watch_board(board_id=5)) as boards:
        before = await following(boards)
        await direct(database="down")
        await add(26)
        await nothing(anext(boards))
    error = await refused(anext(client.watch_board(board_id=5)), "UNAVAILABLE")
    expect(error.message, "The database cannot be reached.")
    await direct(database="up")
    async with aclosing(client.watch_board(board_id=5)) as boards:
        expect((await following(boards))["count"], before["count"] + 1)


async def a_failure_that_passes_is_over_by_itself(client: AsyncClient) -> None:
    async with aclosing(client.watch_board(board_id=5)) as boards:
        before = await following(boards)
        await direct(database="down")
        await add(27)
        await asyncio.sleep(0.2)
        await direct(database="up")
        expect((await following(boards))["count"], before["count"] + 1)


async def what_is_too_large_to_be_pushed_is_read(client: AsyncClient) -> None:
    async with aclosing(client.watch_wall()) as walls:
        expect((await following(walls))[-2:], "x0")
        await client.enlarge()
        expect((await following(walls))[-2:], "x1")


async def a_token_is_said_and_replaced(client: AsyncClient) -> None:
    await refused(anext(client.watch_drawer()), "UNAUTHORIZED")
    await direct(allow="first")
    client.token = "first"
    drawers = client.watch_drawer()
    expect(await following(drawers), "0 of first")
    await direct(allow="second")
    client.token = "second"
    # What was shown to somebody else is over.
    await refused(anext(drawers), "UNAUTHORIZED")
    async with aclosing(client.watch_drawer()) as drawers:
        expect(await following(drawers), "0 of second")
        await client.fill()
        expect(await following(drawers), "1 of second")
        await direct(revoke="second")
        await refused(anext(drawers), "UNAUTHORIZED")
    client.token = None
    counts = client.watch_count(board_id=5)
    await following(counts)
    client.token = "nobody's"
    await refused(anext(counts), "UNAUTHORIZED")
    await refused(anext(client.watch_drawer()), "UNAUTHORIZED")
    # Also what everybody may see: a token that is wrong is never left out.
    await refused(anext(client.watch_count(board_id=5)), "UNAUTHORIZED")
    client.token = None
    await following(client.watch_count(board_id=5))


async def who_signs_in_sees_what_is_theirs(client: AsyncClient) -> None:
    async with aclosing(client.watch_viewing()) as viewing:
        expect(await following(viewing), None)
        await client.sign_in(id=7)
        expect(await following(viewing), 7)


async def closing_the_client_ends_what_waits(_: AsyncClient) -> None:
    client = AsyncClient(ADDRESS)
    counts = client.watch_count(board_id=5)
    await following(counts)
    waiting = asyncio.create_task(soon(anext(counts)))
    await asyncio.sleep(0)
    await client.close()
    await refused(waiting, "CANCELLED")


async def a_room_is_heard_and_spoken_in(client: AsyncClient) -> None:
    async with client.chat(room="tea") as room, client.chat(room="tea") as other:
        expect(room.first, [])
        expect(await room.say(text="Hello"), {"id": 0, "text": "Hello"})
        expect(await following(room), {"id": 0, "text": "Hello"})
        expect(await following(other), {"id": 0, "text": "Hello"})
        await direct(say="tea")
        expect((await following(room))["text"], "from the server")
    async with client.chat(room="tea") as room:
        expect(room.first, [{"id": 0, "text": "Hello"}])
        await nothing(anext(room))
    await eventually(lambda: client.live_status == "off")


def one_is_there(all: list[str]) -> bool:
    return len(all) == 1


def two_are_there(all: list[str]) -> bool:
    return len(all) == 2


async def who_is_there_is_known(client: AsyncClient) -> None:
    async with client.chat(room="hall") as room:
        present = room.watch_present()
        alone = await until(present, one_is_there)
        expect(alone, ["a guest of hall"])
        async with AsyncClient(ADDRESS) as other:
            # Its socket stays open.
            counts = other.watch_count(board_id=5)
            await following(counts)
            async with other.chat(room="hall"):
                both = await until(present, two_are_there)
                expect(room.present, both)
            await until(present, one_is_there)


async def who_may_not_come_in_is_told(client: AsyncClient) -> None:
    try:
        async with client.chat(room="closed"):
            raise AssertionError("the room is open")
    except EnterErrorClosed as error:
        expect((error.code, error.details["until"]), ("FORBIDDEN", "noon"))
    room = client.chat(room="tea")
    try:
        await room.say(text="from outside")
    except RuntimeError as error:
        expect(str(error), "Come in first: `async with client.chat(…) as room:`.")
    async with room:
        try:
            await room.say(text="")
        except SayErrorEmpty as error:
            expect(error.code, "VALIDATION_ERROR")


async def no_message_is_lost_with_the_line(client: AsyncClient) -> None:
    async with (
        AsyncClient(f"http://{DIRECT}/api/mizan") as other,
        client.chat(room="long") as room,
        other.chat(room="long") as others,
    ):
        heard: list[Line] = []

        async def hear() -> None:
            async for line in room:
                heard.append(line)
                if len(heard) == 60:
                    return

        hearing = asyncio.create_task(soon(hear()))
        for number in range(60):
            await others.say(text=str(number))
            if number % 20 == 10:
                await direct(lines="cut")
        await hearing
        expect([line["id"] for line in heard], [*range(60)])


async def a_hole_is_told(client: AsyncClient) -> None:
    async with (
        AsyncClient(f"http://{DIRECT}/api/mizan") as other,
        client.chat(room="hole") as room,
        other.chat(room="hole") as others,
    ):
        await others.say(text="before")
        await eventually(lambda: client.live_status == "open")
        await asyncio.sleep(0.2)
        await direct(lines="refuse")
        for number in range(300):
            await others.say(text=str(number))
        await direct(lines="pass")
        await eventually(lambda: client.live_status == "open")
        expect((await following(room))["text"], "before")
        try:
            await following(room)
            raise AssertionError("the hole is not told")
        except MessagesMissed:
            pass
        expect(len(room.first), 301)
        await others.say(text="behind")
        expect((await following(room))["text"], "behind")
        # A reader who is slower than the room is told as well.
        for number in range(300):
            await others.say(text=str(number))
        await asyncio.sleep(0.5)
        try:
            await following(room)
            raise AssertionError("the hole is not told")
        except MessagesMissed:
            pass
        last = await until(room, lambda line: line["id"] == 601)
        expect(last["text"], "299")


async def what_is_said_to_nobody_is_unknown(client: AsyncClient) -> None:
    async with client.chat(room="mute") as room:
        await direct(lines="freeze")
        error = await refused(room.say(text="Hello?"), "NETWORK")
        expect(error.outcome_unknown, True)
        await direct(lines="pass")
        said = await soon(room.say(text="Again", idempotency_key="again"))
        expect(await soon(room.say(text="Again", idempotency_key="again")), said)


SCENES = [
    what_others_change_is_shown,
    leaving_the_loop_ends_the_watch,
    a_slow_watcher_sees_the_newest,
    several_watch_one_instance,
    a_line_that_is_cut_is_made_anew,
    a_line_that_is_lost_without_a_word_is_missed,
    a_server_that_is_not_there_is_told,
    a_failure_that_passes_is_no_end,
    a_failure_that_passes_is_over_by_itself,
    what_is_too_large_to_be_pushed_is_read,
    a_token_is_said_and_replaced,
    who_signs_in_sees_what_is_theirs,
    closing_the_client_ends_what_waits,
    a_room_is_heard_and_spoken_in,
    who_is_there_is_known,
    who_may_not_come_in_is_told,
    no_message_is_lost_with_the_line,
    a_hole_is_told,
    what_is_said_to_nobody_is_unknown,
]


async def play() -> None:
    for scene in SCENES:
        async with AsyncClient(ADDRESS, socket_options=SOONEST) as client:
            try:
                await scene(client)
            except (AssertionError, MizanError, TimeoutError) as error:
                raise AssertionError(scene.__name__) from error
        print(scene.__name__, flush=True)
    # Nothing runs on once the clients are closed.
    running = asyncio.all_tasks() - {asyncio.current_task()}
    expect({task.get_coro() for task in running}, set[object]())


if __name__ == "__main__":
    asyncio.run(play())
