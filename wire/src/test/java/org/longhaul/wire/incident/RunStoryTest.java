package org.longhaul.wire.incident;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.wire.record.WireFolder;

/** What was written down when it happened is told again, whatever ended it. */
final class RunStoryTest {
    private static final List<List<Integer>> SIDES = List.of(List.of(0, 1), List.of(2));
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    private Path path;

    private long seconds;

    private RunLog log(int session) {
        return new RunLog(new WireFolder(path), session, () -> seconds * 1_000_000_000, new Clock() {
            @Override
            public Instant instant() {
                return START.plusSeconds(seconds);
            }

            @Override
            public ZoneOffset getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        });
    }

    private RunStory read() throws IOException {
        return RunStory.read(new WireFolder(path));
    }

    @Test
    void aRunWithoutEventsHasNoStory() throws IOException {
        assertThat(read()).isEqualTo(new RunStory(List.of(), List.of()));
    }

    @Test
    void sessionsSayWhoWasWaitedForAndHowTheyEnded() throws IOException {
        RunLog first = log(0);
        first.note(RunEvent.What.WAITING, null);
        seconds = 2;
        first.joined(1, "b");
        seconds = 14;
        first.joined(0, "a");
        first.note(RunEvent.What.COMPLETE, null);
        seconds = 60;
        first.note(RunEvent.What.BROKEN, "rank 1 at b was lost");
        seconds = 90;
        log(1).note(RunEvent.What.WAITING, null);
        Files.writeString(path.resolve("events.jsonl"), "{\"session\":1,\"atN", StandardOpenOption.APPEND);

        assertThat(read().sessions())
                .containsExactly(
                        new WireSession(
                                0,
                                START,
                                14_000_000_000L,
                                0,
                                12_000_000_000L,
                                START.plusSeconds(60),
                                "rank 1 at b was lost"),
                        new WireSession(1, START.plusSeconds(90), null, null, 0, null, null));

        seconds = 100;
        log(1).note(RunEvent.What.DONE, null);
        WireSession last = read().sessions().get(1);
        assertThat(last.ended()).isEqualTo(START.plus(Duration.ofSeconds(100)));
        assertThat(last.trouble()).isNull();
    }

    /** As while the disk is full: nothing is lost that could be written later, and nobody else's thread ends of it. */
    @Test
    void whatCouldNotBeWrittenIsWrittenWithWhatComesNext() throws IOException {
        Path inTheWay = Files.createDirectory(path.resolve("events.jsonl"));
        RunLog log = log(0);
        seconds = 3;
        log.outage(RunEvent.What.DOWN, "near", SIDES, null);
        assertThat(log.trouble()).startsWith("cannot write down what happens to the run: " + inTheWay);
        seconds = 5;
        log.outage(RunEvent.What.UP, "near", SIDES, null);
        Files.delete(inTheWay);
        seconds = 8;
        log.note(RunEvent.What.BROKEN, "the disk is full");

        assertThat(log.trouble()).isNull();
        assertThat(read().outages())
                .containsExactly(new RunOutage(0, "near", SIDES, 3_000_000_000L, 5_000_000_000L, null));
        assertThat(read().sessions().get(0).ended()).isEqualTo(START.plusSeconds(8));
    }

    @Test
    void outagesHaveWhatReallyHappened() throws IOException {
        RunLog log = log(0);
        seconds = 3;
        log.outage(RunEvent.What.DOWN, "near", SIDES, null);
        seconds = 4;
        log.outage(RunEvent.What.FAILED, "far", SIDES, "cannot be taken down");
        seconds = 13;
        log.outage(RunEvent.What.UP, "near", SIDES, null);
        seconds = 20;
        log.outage(RunEvent.What.DOWN, "near", SIDES, null);

        assertThat(read().outages())
                .containsExactly(
                        new RunOutage(0, "near", SIDES, 3_000_000_000L, 13_000_000_000L, null),
                        new RunOutage(0, "near", SIDES, 20_000_000_000L, null, null),
                        new RunOutage(0, "far", SIDES, null, null, "cannot be taken down"));
    }
}
