package org.longhaul.simulator.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;
import static org.longhaul.simulator.network.RandomNetworks.chain;
import static org.longhaul.simulator.network.RandomNetworks.drawSettings;
import static org.longhaul.simulator.network.RandomNetworks.packets;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.network.flow.Cases;
import org.longhaul.simulator.network.flow.fluid.FlowSettings;
import org.longhaul.topology.Topology;

/**
 * What holds of any network, over random paths, rates, latencies, queues, traffic and congestion controls. A slice runs with
 * all tests; {@code -Dlonghaul.properties=all} draws thousands.
 */
class NetworkPropertiesTest {

    private static final int SLICE = 60;
    private static final int ALL = 4000;
    /** How much slower what should be no slower may come out. */
    private static final double SLACK = 1.01;
    /** A time that is no further above that of packets is not wrong: what the groups of measured cases are held to. */
    private static final double AS_PACKETS = 1.15;

    static IntStream draws() {
        return IntStream.range(0, "all".equals(System.getProperty("longhaul.properties")) ? ALL : SLICE);
    }

    /** Packets that a transfer of the slice loses, at most: a few transfers with more take as long as all others together. */
    private static final double MOST_LOST = 50_000;

    static IntStream lossyDraws() {
        int draws = (int) draws().count();
        return IntStream.range(0, draws)
                .filter(seed -> draws == ALL || lossy(seed).lost() < MOST_LOST);
    }

    private static Single lossy(int seed) {
        return Single.drawLossy(new RandomStreams(seed).stream("lossy", 0));
    }

    /** One flow: its path, queues in packets (0 for the default), bytes and settings. */
    private record Single(
            FlowSettings settings,
            long[] bitsPerSecond,
            long latencyNanos,
            long queueBytes,
            long bytes,
            double lossRate) {

        static Single draw(RandomGenerator random) {
            long[] rates = new long[random.nextInt(1, 4)];
            double base = random.nextDouble(Math.log(1e6), Math.log(4e11));
            Arrays.setAll(rates, i -> Math.round(Math.exp(base + random.nextDouble() * 2)));
            long latency = Math.round(Math.exp(random.nextDouble(Math.log(1e3), Math.log(1e8))));
            double path = Arrays.stream(rates).min().getAsLong() / 8.0 * 2e-9 * latency * rates.length;
            long queue = random.nextInt(3) == 0
                    ? -1
                    : Math.max(5 * 1500, Math.round(path * Math.exp(random.nextDouble(-3, 3))));
            long bytes = Math.round(Math.exp(random.nextDouble(0, Math.log(20 * path + 3e6))));
            return new Single(drawSettings(random), rates, latency, queue, bytes, 0);
        }

        /** The same with packets that each link loses by chance, of which some are lost of ten and some of a million. */
        static Single drawLossy(RandomGenerator random) {
            Single single = draw(random);
            double loss = Math.exp(random.nextDouble(Math.log(1e-6), Math.log(0.1)));
            return new Single(
                    single.settings, single.bitsPerSecond, single.latencyNanos, single.queueBytes, single.bytes, loss);
        }

        /** Packets that its links lose, about. */
        double lost() {
            return lossRate * bitsPerSecond.length * bytes / 1448.0;
        }

        Single withRates(double factor) {
            long[] rates = Arrays.stream(bitsPerSecond)
                    .map(rate -> Math.round(rate * factor))
                    .toArray();
            return new Single(settings, rates, latencyNanos, queueBytes, bytes, lossRate);
        }

        Single withLatency(double factor) {
            return new Single(settings, bitsPerSecond, Math.round(latencyNanos * factor), queueBytes, bytes, lossRate);
        }

        Single withBytes(double factor) {
            return new Single(
                    settings,
                    bitsPerSecond,
                    latencyNanos,
                    queueBytes,
                    Math.max(1, Math.round(bytes * factor)),
                    lossRate);
        }

        double seconds() {
            return seconds(new Cases.Run(settings, topology()));
        }

        double secondsOfPackets() {
            return seconds(new Cases.Run(packets(settings), topology()));
        }

        Topology topology() {
            return chain(latencyNanos, queueBytes, lossRate, bitsPerSecond);
        }

        private double seconds(Cases.Run run) {
            double[] ends = new double[1];
            run.send("n0", "n" + bitsPerSecond.length, bytes, 0, 0, ends, 0);
            run.loop.run();
            return ends[0];
        }

        @Override
        public String toString() {
            return settings.congestionControl() + (settings.slowStart() ? "" : " (fluid)") + " "
                    + Arrays.toString(bitsPerSecond) + " bit/s, " + latencyNanos + " ns a link, queue " + queueBytes
                    + " bytes, " + bytes + " bytes, losses of " + lossRate;
        }
    }

    private static void assertNoSlower(double better, double seconds, Object what) {
        assertThat(better).as(() -> what.toString()).isLessThanOrEqualTo(seconds * SLACK + 2e-9);
    }

    @ParameterizedTest
    @MethodSource("draws")
    void moreBandwidthLessLatencyAndFewerBytesAreNoSlower(int seed) {
        RandomGenerator random = new RandomStreams(seed).stream("single", 0);
        Single single = Single.draw(random);
        double seconds = single.seconds();
        double factor = 1 + random.nextDouble();
        assertNoSlower(single, seconds, single.withRates(factor), "rates times " + factor);
        assertNoSlower(single, seconds, single.withLatency(1 / factor), "latency over " + factor);
        assertNoSlower(single, seconds, single.withBytes(1 / factor), "bytes over " + factor);
    }

    private static void assertNoSlower(Single single, double seconds, Single better, String how) {
        double secondsOfBetter = better.seconds();
        if (secondsOfBetter <= seconds * SLACK
                || isWrong(single.settings, secondsOfBetter, better::secondsOfPackets, single::secondsOfPackets)) {
            assertNoSlower(secondsOfBetter, seconds, single + ", " + how);
        }
    }

    /**
     * Packets are lost by their number, so that more bandwidth and less latency meet the same losses; fewer bytes may end with
     * one, which nothing tells of but a probe, two round trips after the last answer, or a timeout of 200 ms, after an answer
     * that is held up by 40 ms. Of 4,000 draws 11 are slower, by 1.4 times at most but for one that waits for a timeout: six of CUBIC, one
     * of Reno and four of BBR. A window of CUBIC that grows by the clock of Linux and not by round trips meets its losses in other places
     * when these are shorter, and a loss that belonged to the window of the one before is one of its own in a shorter window. Where what
     * is drawn is numbered by loss, 10 draws are slower, most of them others.
     */
    @ParameterizedTest
    @MethodSource("lossyDraws")
    void underRandomLossesTooTheyAreNoSlower(int seed) {
        RandomGenerator random = new RandomStreams(seed).stream("lossy", 0);
        Single single = Single.drawLossy(random);
        double seconds = single.seconds();
        double factor = 1 + random.nextDouble();
        assertNoSlower(single.withRates(factor).seconds(), seconds, single + ", rates times " + factor);
        assertNoSlower(single.withLatency(1 / factor).seconds(), seconds, single + ", latency over " + factor);
        double lastLost = 0.24 + 6e-9 * single.latencyNanos * single.bitsPerSecond.length;
        double fewer = single.withBytes(1 / factor).seconds();
        assertNoSlower(
                fewer, seconds + (single.settings.slowStart() ? lastLost : 0), single + ", bytes over " + factor);
    }

    /**
     * Whether what comes out slower than it was with more to send, or over worse links, is wrong. Over TCP the lost end of a
     * window waits for a probe where nothing follows it, and windows end where round trips do: such transfers are slower in
     * packets too, or take as long there.
     */
    private static boolean isWrong(
            FlowSettings settings, double seconds, DoubleSupplier packetSeconds, DoubleSupplier packetSecondsBefore) {
        if (!settings.slowStart()) {
            return true;
        }
        return packetSeconds.getAsDouble() <= Math.min(packetSecondsBefore.getAsDouble(), seconds / AS_PACKETS);
    }

    /**
     * Over TCP 8 of 4,000 draws are slower, by a third at most, and not packet by packet. In most of them a flow in slow start
     * loses part of a burst in its equal part of a shallow queue, at one rate and not at the other; one is of BBR. That is a fault
     * of flow, and what is reached is held; of the 8,000 draws after these, 17 are slower, by 1.7 times at most but for one in which
     * a last packet is lost alone and waits for its timeout. So it does in packets, but for another flow's burst that takes
     * one more with it: of two a probe tells. Whether a queue just holds a burst is a matter of
     * single packets, so that other rules for its part move the draws that fail and do not mend them: held against the whole queue,
     * 10 draws are slower, by up to 60 %; against the whole less what bursts that overlap it leave there on average, 17; against a
     * part by windows, 41, by up to five times; against an equal part of what those leave that need less, 7, by up to 48 %.
     */
    @Test
    void theLastOfSeveralIsNoSlowerWithMoreBandwidthFewerBytesOrOneLess() {
        int draws = (int) draws().count();
        List<String> slower = new ArrayList<>();
        for (int seed = 0; seed < draws; seed++) {
            RandomGenerator random = new RandomStreams(seed).stream("several", 0);
            RandomTraffic traffic = RandomTraffic.draw(random, false);
            double last = traffic.last();
            int flow = random.nextInt(traffic.bytes().length);
            double factor = 1 + random.nextDouble();
            RandomTraffic[] better = {
                traffic.withRate(factor), traffic.withBytes(flow, 1 / factor), traffic.withBytes(flow, 0)
            };
            double worst = 0;
            for (RandomTraffic each : better) {
                double ratio = each.last() / last;
                if (ratio > worst
                        && (ratio <= SLACK
                                || isWrong(
                                        traffic.settings(),
                                        ratio * last,
                                        each::lastOfPackets,
                                        traffic::lastOfPackets))) {
                    worst = ratio;
                }
            }
            if (!traffic.settings().slowStart()) {
                assertThat(worst).as(traffic.toString()).isLessThanOrEqualTo(SLACK);
            }
            if (worst > SLACK) {
                slower.add(worst + " times: " + traffic + ", rates times " + factor + ", flow " + flow);
            }
            assertThat(worst).as(traffic.toString()).isLessThan(1.35);
        }
        assertThat(slower).hasSizeLessThanOrEqualTo(draws / 500);
    }

    /** Two draws in which who ended first had lost, and those that stayed had not, or the other way round. */
    @ParameterizedTest
    @CsvSource({"948, true", "3355, false"})
    void windowsGrowIntoWhatIsFreeByTheirOwnState(int seed, boolean without) {
        RandomGenerator random = new RandomStreams(seed).stream("several", 0);
        RandomTraffic traffic = RandomTraffic.draw(random, false);
        int flow = random.nextInt(traffic.bytes().length);
        RandomTraffic less = traffic.withBytes(flow, without ? 0 : 1 / (1 + random.nextDouble()));
        assertThat(less.last()).isLessThan(traffic.last()).isCloseTo(less.lastOfPackets(), withPercentage(3));
    }

    /**
     * Of two flows that others left much of a link one ends with its window, and who has begun meanwhile leaves slow start by a loss:
     * nobody is left whose windows would have to grow into what is free.
     */
    @Test
    void whoBeginsLaterIsNotHeldToWhatOthersFilled() {
        assertFasterLinkIsNoSlower(1408, 3);
    }

    /** What a queue lost is sent again at the pace that a flow has by then: others have ended meanwhile. */
    @ParameterizedTest
    @ValueSource(ints = {2319, 8018, 8423})
    void whatIsSentAgainHasWhatOthersLeft(int seed) {
        assertFasterLinkIsNoSlower(seed, 12);
    }

    private static void assertFasterLinkIsNoSlower(int seed, double percentOfPackets) {
        RandomGenerator random = new RandomStreams(seed).stream("several", 0);
        RandomTraffic traffic = RandomTraffic.draw(random, false);
        random.nextInt(traffic.bytes().length);
        RandomTraffic faster = traffic.withRate(1 + random.nextDouble());
        assertThat(faster.last())
                .isLessThan(traffic.last())
                .isCloseTo(faster.lastOfPackets(), withPercentage(percentOfPackets));
    }

    @ParameterizedTest
    @MethodSource("draws")
    void anUnrelatedLinkAndItsFlowsChangeNothing(int seed) {
        RandomGenerator random = new RandomStreams(seed).stream("unrelated", 0);
        RandomTraffic traffic = RandomTraffic.draw(random, true);
        for (RandomTraffic each : List.of(traffic, traffic.withLosses(random))) {
            double[] ends = new double[each.bytes().length];
            each.run(true, ends).loop.run();
            assertThat(ends).as(each::toString).containsExactly(each.ends());
        }
    }

    @ParameterizedTest
    @MethodSource("draws")
    void noLinkEverCarriesMoreThanItsBandwidth(int seed) {
        RandomGenerator random = new RandomStreams(seed).stream("utilisation", 0);
        RandomTraffic drawn = RandomTraffic.draw(random, true);
        RandomTraffic traffic = seed % 3 == 0 ? drawn.withLosses(random) : drawn;
        Cases.Run run = traffic.run(false, new double[traffic.bytes().length]);
        Topology topology = run.topology;
        long step = Math.max(1000, Math.round(traffic.last() * 1e9 / 200));
        List<Long> before = new ArrayList<>();
        for (int arc = 0; arc < topology.arcCount(); arc++) {
            before.add(0L);
        }
        long from = 0;
        boolean more = true;
        while (more) {
            long until = from + 1 + random.nextLong(2 * step);
            more = run.loop.runUntil(until);
            for (int arc = 0; arc < topology.arcCount(); arc++) {
                long carried = run.network.arcPayloadBytes(arc);
                double most = topology.arcBitsPerSecond(arc) / 8.0 * (until - from) * 1e-9;
                // Whole bytes of each flow.
                assertThat((double) (carried - before.get(arc)))
                        .as("%s, arc %d, %d to %d ns", traffic, arc, from, until)
                        .isLessThanOrEqualTo(most * (1 + 1e-9) + traffic.bytes().length + 1);
                before.set(arc, carried);
            }
            from = until;
        }
    }

    /** Messages that wait for each other on a connection: the path's latency is paid by the first alone. */
    @ParameterizedTest
    @MethodSource("draws")
    void messagesInAQueueTakeNoLongerThanOneOfAll(int seed) {
        RandomGenerator random = new RandomStreams(seed).stream("queued", 0);
        Single single = Single.draw(random);
        int parts = random.nextInt(2, 9);
        // Whole segments, so that the parts need no more packets than the whole.
        long each = 1448 * (1 + single.bytes / parts / 1448);
        Single whole = new Single(
                single.settings, single.bitsPerSecond, single.latencyNanos, single.queueBytes, parts * each, 0);
        Cases.Run run = new Cases.Run(single.settings, single.topology());
        double[] ends = new double[parts];
        for (int i = 0; i < parts; i++) {
            run.send("n0", "n" + single.bitsPerSecond.length, each, 0, 0, ends, i);
        }
        run.loop.run();
        double seconds = whole.seconds();
        if (ends[parts - 1] <= seconds * SLACK
                || isWrong(single.settings, ends[parts - 1], whole::secondsOfPackets, whole::secondsOfPackets)) {
            assertNoSlower(ends[parts - 1], seconds, whole + " in " + parts + " parts");
        }
    }
}
