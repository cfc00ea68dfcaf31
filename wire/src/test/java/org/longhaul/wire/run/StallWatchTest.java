package org.longhaul.wire.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.longhaul.wire.record.WireStall;

/** Only what is long counts, and it is told once. */
final class StallWatchTest {
    private long millis;

    @Test
    void aProcessThatDidNotLookForLongStoodStill() {
        StallWatch watch = StallWatch.of(() -> millis * 1_000_000);
        millis = 900;
        watch.look();
        millis = 10_900;
        watch.look();
        millis = 11_000;

        assertThat(watch.take()).containsExactly(new WireStall(900_000_000, 10_900_000_000L));
        millis = 13_000;
        assertThat(watch.take()).containsExactly(new WireStall(11_000_000_000L, 13_000_000_000L));
        assertThat(watch.take()).isEmpty();
        watch.close();
    }
}
