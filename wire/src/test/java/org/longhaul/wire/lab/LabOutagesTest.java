package org.longhaul.wire.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What cannot be done is told, and what is not to be done any more as well. */
final class LabOutagesTest {
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final List<String> notes = new CopyOnWriteArrayList<>();
    private final CountDownLatch failed = new CountDownLatch(1);
    private final OutageListener listener = new OutageListener() {
        @Override
        public void down(String link) {
            told.add(link + " down");
        }

        @Override
        public void up(String link) {
            told.add(link + " up");
        }

        @Override
        public void failed(String link, String why) {
            told.add(link + " failed: " + why);
            failed.countDown();
        }
    };

    private LabOutages outages(LabOutage... wanted) {
        // There is no such namespace, and where there is no such program either that fails too.
        return new LabOutages(
                List.of(wanted), id -> new LabLink(id, "no-such-namespace", "link show\n", "link show\n"), notes::add);
    }

    @Test
    void aLinkThatCannotBeTakenDownIsTold() throws InterruptedException {
        LabOutages outages = outages(new LabOutage("near", null, Duration.ZERO, Duration.ofMillis(1)));

        outages.begin(null, listener);
        assertThat(failed.await(20, TimeUnit.SECONDS)).isTrue();
        outages.end();
        outages.shutDown();

        assertThat(told).hasSize(1).first().asString().startsWith("near failed: cannot be taken down: ");
        assertThat(notes).hasSize(1).first().asString().startsWith("link near cannot be taken down: ");
    }

    @Test
    void whatIsCountedFromAMethodEndsWithIt() {
        LabOutages outages = outages(
                new LabOutage("near", "ddp", Duration.ofHours(1), Duration.ofSeconds(1)),
                new LabOutage("far", "diloco", Duration.ofHours(1), Duration.ofSeconds(1)),
                new LabOutage("wide", null, Duration.ofHours(1), Duration.ofSeconds(1)));

        outages.begin(null, listener);
        outages.begin("ddp", listener);
        outages.end("ddp");
        assertThat(told).containsExactly("near failed: stays up: what its outage was counted from ended before it");
        outages.end();
        outages.shutDown();

        assertThat(told).hasSize(2).last().asString().startsWith("wide failed: stays up");
    }
}
