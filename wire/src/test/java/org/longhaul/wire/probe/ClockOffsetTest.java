package org.longhaul.wire.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.longhaul.wire.record.ClockReading;
import org.longhaul.wire.record.Clocks;

class ClockOffsetTest {
    private static final long SECOND = 1_000_000_000;

    /** Two clocks, and ways between them that queues make longer at random, more so on the way there. */
    private static final class TwoClocks implements ClockOffset.Ping {
        private final SplittableRandom random;
        private final long offset;
        private final double drift;
        private final long least;
        private long now;

        TwoClocks(long seed, long start, long offset, double drift, long leastOneWay) {
            this.random = new SplittableRandom(seed);
            this.now = start;
            this.offset = offset;
            this.drift = drift;
            this.least = leastOneWay;
        }

        long other(long nanos) {
            return nanos + offset + Math.round(drift * nanos);
        }

        private void pass(double mean) {
            now += least + Math.round(-Math.log(1 - random.nextDouble()) * mean);
        }

        @Override
        public ClockStamps exchange() {
            long sent = now;
            pass(3e6);
            long received = other(now);
            now += 40_000;
            long answered = other(now);
            pass(3e5);
            long arrived = now;
            now += 1_000_000;
            return new ClockStamps(sent, received, answered, arrived);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 123_456_789L, -987_654_321_012_345L, Long.MAX_VALUE / 2})
    void anExchangeWithoutQueuesTellsTheOffset(long offset) throws IOException {
        ClockOffset.Ping even = () -> new ClockStamps(1000, 1000 + 500 + offset, 1000 + 700 + offset, 1000 + 1200);
        ClockOffset found = ClockOffset.measure(even, 3);
        assertThat(found.offsetNanos()).isEqualTo(offset);
        assertThat(found.errorNanos()).isEqualTo(500);
        assertThat(found.atNanos()).isEqualTo(1600);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void theErrorIsWithinItsBoundWhateverQueuesDo(long seed) throws IOException {
        TwoClocks clocks = new TwoClocks(seed, 5 * SECOND, -77 * SECOND, 0, 10_000_000);
        ClockOffset found = ClockOffset.measure(clocks, ClockOffset.EXCHANGES);
        long error = Math.abs(found.offsetNanos() + 77 * SECOND);
        assertThat(error).isLessThanOrEqualTo(found.errorNanos());
        // The mean of all exchanges would be off by 1.35 ms, half of what the queues there add over those back.
        assertThat(error).isLessThan(700_000);
    }

    @Test
    void theQuickestOfSixteenIsBetterThanOne() throws IOException {
        double one = 0;
        double sixteen = 0;
        for (int seed = 0; seed < 200; seed++) {
            one += Math.abs(ClockOffset.measure(new TwoClocks(seed, 0, 0, 0, 1_000_000), 1)
                    .offsetNanos());
            sixteen += Math.abs(ClockOffset.measure(new TwoClocks(seed, 0, 0, 0, 1_000_000), 16)
                    .offsetNanos());
        }
        assertThat(sixteen).isLessThan(one / 5);
    }

    @Test
    void aDriftIsTakenOutBetweenTwoMeasurements() throws IOException {
        // 40 ppm: 24 ms in ten minutes, which no one measurement before the run would see.
        TwoClocks before = new TwoClocks(1, 0, 5 * SECOND, 40e-6, 500_000);
        TwoClocks after = new TwoClocks(2, 600 * SECOND, 5 * SECOND, 40e-6, 500_000);
        ClockOffset first = ClockOffset.measure(before, ClockOffset.EXCHANGES);
        ClockOffset last = ClockOffset.measure(after, ClockOffset.EXCHANGES);
        Clocks clocks = new Clocks(List.of(reading(first), reading(last)));
        for (long at = 0; at <= 600; at += 60) {
            long error = Math.abs(clocks.common(0, 1, at * SECOND) - before.other(at * SECOND));
            assertThat(error).isLessThanOrEqualTo(clocks.errorNanos()).isLessThan(1_000_000);
        }
        assertThat(Math.abs(
                        new Clocks(List.of(reading(first))).common(0, 1, 600 * SECOND) - before.other(600 * SECOND)))
                .isGreaterThan(20_000_000);
    }

    private static ClockReading reading(ClockOffset offset) {
        return new ClockReading(0, 1, offset.atNanos(), offset.offsetNanos(), offset.errorNanos());
    }

    @Test
    void whatCannotBeIsRefused() {
        assertThatThrownBy(() -> new ClockStamps(0, 0, 1001, 1000))
                .hasMessageContaining("1001 ns by the clock that answered");
        assertThatThrownBy(() -> ClockOffset.measure(() -> new ClockStamps(0, 0, 0, 0), 0))
                .hasMessageContaining("exchanges is 0");
    }
}
