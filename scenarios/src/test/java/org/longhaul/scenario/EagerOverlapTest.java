package org.longhaul.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.longhaul.analysis.record.MethodRecord;

/** Eager updates wait for nothing if and only if an exchange takes at most the H steps that it travels through. */
final class EagerOverlapTest {
    /** Bytes of 125 million elements of 16 bits. */
    private static final double MODEL_BYTES = 250e6;

    @TempDir
    Path folder;

    static IntStream draws() {
        return IntStream.range(0, 16);
    }

    /** R rounds, each followed by its exchange during the next; the last one and the closing one are waited for. */
    @ParameterizedTest
    @MethodSource("draws")
    void aRoundWaitsForWhatTheExchangeTakesLongerThanTheNext(int draw) {
        Random random = new Random(draw);
        int workers = 2 + random.nextInt(4);
        int period = 1 + random.nextInt(12);
        int rounds = 2 + random.nextInt(5);
        int stepMillis = 10 + random.nextInt(200);
        double[] shares = {0.1, 0.999, 1, 1.001, 2, 0.2 + 2 * random.nextDouble()};
        double round = period * stepMillis / 1e3;
        double onLink = MODEL_BYTES * 2 * (workers - 1) / workers;
        long rate = Math.round(onLink * 8 / (shares[draw % shares.length] * round));
        double exchange = onLink * 8 / rate;
        MethodRecord eager = Runs.method(
                Runs.run(
                        folder.resolve("run"),
                        """
                        name: overlap
                        topology: {builder: star, hosts: %d, bandwidth: %d bit/s, latency: 1 us}
                        compute: {stepTime: %d ms}
                        model: {kind: quadratic, layers: 1, elements: 2}
                        projectAs: {architecture: mpt-125m, parameters: 125000000, wireFormat: bf16}
                        training: {steps: %d, batch: 1, context: 1, optimizer: {kind: sgd, learningRate: 0.01}, evaluateEvery: %d}
                        methods: [{id: eager-diloco, parameterPeriod: %d}]
                        network: {fidelity: {kind: analytic, latency: false}, collective: ring, overlap: none}
                        """
                                .formatted(workers, rate, stepMillis, rounds * period, rounds * period, period)),
                "eager-diloco");
        double stall = Math.max(0, exchange - round);
        assertThat(Runs.seconds(eager))
                .isCloseTo(rounds * round + (rounds - 1) * stall + 2 * exchange, within(1e-6 * rounds * round));
    }
}
