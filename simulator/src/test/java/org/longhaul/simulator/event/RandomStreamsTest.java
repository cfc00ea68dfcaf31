package org.longhaul.simulator.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RandomStreamsTest {

    private final RandomStreams streams = new RandomStreams(42);

    @Test
    void aStreamDependsOnSeedNameAndReplicationAlone() {
        long first = streams.stream("stragglers", 0).nextLong();
        streams.stream("failures", 0).nextLong();
        assertThat(streams.stream("stragglers", 0).nextLong()).isEqualTo(first);
        assertThat(streams.stream("stragglers", 1).nextLong()).isNotEqualTo(first);
        assertThat(streams.stream("straggler", 0).nextLong()).isNotEqualTo(first);
        assertThat(new RandomStreams(43).stream("stragglers", 0).nextLong()).isNotEqualTo(first);
    }

    @Test
    void tellsWhenItIsAsked() {
        AtomicInteger asked = new AtomicInteger();
        RandomStreams watched = new RandomStreams(42, asked::incrementAndGet);
        assertThat(asked).hasValue(0);
        assertThat(watched.key("noise", 1)).isEqualTo(streams.key("noise", 1));
        assertThat(asked).hasValue(1);
        assertThat(watched.stream("noise", 1).nextLong())
                .isEqualTo(streams.stream("noise", 1).nextLong());
        assertThat(asked).hasValueGreaterThan(1);
    }

    @Test
    void counterBasedNoiseHasTheStatedMoments() {
        long key = streams.key("noise", 0);
        int n = 200_000;
        double uniform = 0;
        double exponential = 0;
        double gaussian = 0;
        double square = 0;
        for (int i = 0; i < n; i++) {
            uniform += RandomStreams.uniform(key, i % 100, i / 100);
            exponential += RandomStreams.exponential(key, i % 100, i / 100);
            double g = RandomStreams.gaussian(key, i % 100, i / 100);
            gaussian += g;
            square += g * g;
        }
        assertThat(uniform / n).isCloseTo(0.5, within(0.005));
        assertThat(exponential / n).isCloseTo(1, within(0.01));
        assertThat(gaussian / n).isCloseTo(0, within(0.01));
        assertThat(square / n).isCloseTo(1, within(0.02));
    }

    @Test
    void neighbouringCountersDoNotCollide() {
        long key = streams.key("noise", 0);
        Set<Long> seen = new HashSet<>();
        for (int worker = 0; worker < 300; worker++) {
            for (int step = 0; step < 300; step++) {
                seen.add(RandomStreams.bits(key, worker, step));
            }
        }
        assertThat(seen).hasSize(300 * 300);
    }
}
