package org.longhaul.simulator.network.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.longhaul.simulator.event.EventLoop;
import org.longhaul.simulator.event.EventPriority;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.network.ArcState;
import org.longhaul.simulator.network.CongestionControl;
import org.longhaul.simulator.network.Network;
import org.longhaul.simulator.network.NetworkContext;
import org.longhaul.simulator.network.flow.fluid.FlowSettings;
import org.longhaul.simulator.network.packet.PacketModel;
import org.longhaul.simulator.network.packet.PacketSettings;
import org.longhaul.topology.Routings;
import org.longhaul.topology.Topology;

/** What TCP makes of outages and of changing links: the fluid's timers exactly, and the fluid against packets. */
class OutageTest {

    private static final long RATE = 40_000_000L;

    /** One network and its loop. */
    private static final class Bed {
        private final EventLoop loop = new EventLoop();
        private final Topology topology;
        private final Network network;

        Bed(String model, String control, double roundTripSeconds) {
            topology = Cases.chain(Math.round(roundTripSeconds * 5e8), RATE);
            NetworkContext context =
                    new NetworkContext(topology, Routings.shortestLatency(topology), loop, new RandomStreams(1));
            if (model.equals("packet")) {
                PacketSettings settings = PacketSettings.defaults().withCongestionControl(control);
                network = new PacketModel().create(settings, context);
            } else {
                FlowSettings settings =
                        FlowSettings.tcp(CongestionControl.valueOf(control.toUpperCase(java.util.Locale.ROOT)));
                network = new FlowNetwork(settings, context);
            }
        }

        void set(double seconds, boolean up, double share) {
            set(seconds, 0, up, share);
            set(seconds, 1, up, share);
        }

        void set(double seconds, int arc, boolean up, double share) {
            ArcState stated = ArcState.of(topology, arc);
            ArcState state = new ArcState(up, Math.round(RATE * share), stated.latencyNanos(), 0);
            loop.schedule(Math.round(seconds * 1e9), EventPriority.CHANGE, now -> network.setArc(arc, state));
        }

        double end(long bytes) {
            double[] end = {-1};
            network.send(0, 1, bytes, 0, now -> end[0] = now * 1e-9);
            loop.run();
            return end[0];
        }

        /** Payload rate between two times, Mbit/s. */
        double goodput(double from, double to) {
            loop.runUntil(Math.round(from * 1e9));
            long before = network.arcPayloadBytes(0);
            loop.runUntil(Math.round(to * 1e9));
            return (network.arcPayloadBytes(0) - before) * 8e-6 / (to - from);
        }

        /** When more has arrived than had at a time. */
        double resumes(double after) {
            loop.runUntil(Math.round(after * 1e9));
            long before = network.arcPayloadBytes(0);
            while (network.arcPayloadBytes(0) <= before + 1500) {
                loop.runUntil(loop.nowNanos() + 5_000_000);
            }
            return loop.nowNanos() * 1e-9;
        }
    }

    @Test
    void setUpIsTriedAgainAfterOneSecondAndThenTwiceAsLongEachTime() {
        double without = new Bed("flow", "cubic", 0.05).end(1000);
        // Tries at 0, 1, 3, 7, 15, 31, 63, 127, 247 (120 s later) and 367 s.
        double[] recovery = {0.5, 1.5, 2.9, 6.9, 14, 30, 62, 126, 130, 250};
        double[] tries = {1, 3, 3, 7, 15, 31, 63, 127, 247, 367};
        for (int i = 0; i < tries.length; i++) {
            for (String model : new String[] {"flow", "packet"}) {
                Bed bed = new Bed(model, "cubic", 0.05);
                bed.set(0, false, 1);
                bed.set(recovery[i], true, 1);
                bed.loop.runUntil(0);
                assertThat(bed.end(1000)).as(model).isCloseTo(tries[i] + without, within(1e-3));
            }
        }
    }

    @Test
    void aFirstByteIsLostIfItsLinkIsDownWhileItIsOnIt() {
        double without = new Bed("flow", "cubic", 0.1).end(1000);
        // On the wire from 0 to 50 ms as a SYN, its answer to 100 ms, the data to 150 ms.
        for (double at : new double[] {0.02, 0.07}) {
            Bed bed = new Bed("flow", "cubic", 0.1);
            bed.set(at, false, 1);
            bed.set(at + 1e-6, true, 1);
            assertThat(bed.end(1000)).isCloseTo(1 + without, within(1e-9));
        }
        Bed bed = new Bed("flow", "cubic", 0.1);
        bed.set(0.12, false, 1);
        bed.set(0.121, true, 1);
        // The data is sent again by a probe after two round trips and 2 ms, which takes a round trip more.
        assertThat(bed.end(1000)).isBetween(without + 0.3, without + 0.32);
    }

    @ParameterizedTest(name = "{0} over {1} s, down for {2} s")
    @CsvSource({
        "reno, 0.02, 3",
        "reno, 0.02, 40",
        "reno, 0.05, 0.5",
        "reno, 0.05, 3",
        "reno, 0.05, 10",
        "reno, 0.05, 40",
        "cubic, 0.02, 10",
        "cubic, 0.02, 40",
        "cubic, 0.05, 0.1",
        "cubic, 0.05, 0.5",
        "cubic, 0.05, 3",
        "cubic, 0.05, 10",
        "cubic, 0.05, 40",
        "cubic, 0.15, 0.5",
        "cubic, 0.15, 3",
        "cubic, 0.15, 10",
        "cubic, 0.15, 40",
        "bbr, 0.02, 10",
        "bbr, 0.02, 40"
    })
    void fluidAndPacketsResumeAndEndAlike(String control, double roundTrip, double lasts) {
        List<Double> resumed = new ArrayList<>();
        List<Double> ended = new ArrayList<>();
        for (String model : new String[] {"flow", "packet"}) {
            Bed bed = new Bed(model, control, roundTrip);
            bed.set(4, false, 1);
            bed.set(4 + lasts, true, 1);
            double[] end = {-1};
            bed.network.send(0, 1, 32_000_000, 0, now -> end[0] = now * 1e-9);
            resumed.add(bed.resumes(4 + lasts) - 4);
            bed.loop.run();
            ended.add(end[0]);
        }
        assertThat(resumed.get(0)).isCloseTo(resumed.get(1), within(0.05 * resumed.get(1) + 0.02));
        assertThat(ended.get(0)).isCloseTo(ended.get(1), within(0.05 * ended.get(1)));
    }

    @Test
    void aSenderNeverWaitsLongerThanTwoMinutes() {
        for (String model : new String[] {"flow", "packet"}) {
            for (double lasts : new double[] {500, 590, 5000}) {
                Bed bed = new Bed(model, "reno", 0.05);
                bed.set(4, false, 1);
                bed.set(4 + lasts, true, 1);
                bed.network.send(0, 1, 32_000_000, 0, now -> {});
                assertThat(bed.resumes(4 + lasts) - 4 - lasts).as(model).isBetween(0.02, 120.3);
                Bed later = new Bed(model, "reno", 0.05);
                later.set(4, false, 1);
                later.set(4 + lasts + 120, true, 1);
                later.network.send(0, 1, 32_000_000, 0, now -> {});
                assertThat(later.resumes(4 + lasts + 120) - 120)
                        .as(model)
                        .isCloseTo(bed.loop.nowNanos() * 1e-9, within(6e-3));
            }
        }
    }

    @ParameterizedTest(name = "{0}: acknowledgements alone are cut off for {1} s")
    @CsvSource({"reno, 2", "cubic, 2", "cubic, 9"})
    void lossOfAcknowledgementsAloneStopsTheDataToo(String control, double lasts) {
        double[] ends = new double[2];
        for (int i = 0; i < 2; i++) {
            Bed bed = new Bed(i == 0 ? "flow" : "packet", control, 0.05);
            bed.set(4, 1, false, 1);
            bed.set(4 + lasts, 1, true, 1);
            ends[i] = bed.end(32_000_000);
        }
        assertThat(ends[0]).isCloseTo(ends[1], within(0.05 * ends[1]));
    }

    @ParameterizedTest(name = "{0} over {1} s at {2} of the rate from 4 s on: within {3}")
    @CsvSource({
        "reno, 0.02, 0.2, 0.02",
        "reno, 0.02, 2, 0.05",
        "reno, 0.05, 2, 0.1",
        "cubic, 0.02, 0.2, 0.02",
        "cubic, 0.02, 2, 0.05",
        "cubic, 0.05, 0.2, 0.02",
        "bbr, 0.02, 0.2, 0.02",
        "bbr, 0.02, 2, 0.05",
        "bbr, 0.05, 0.2, 0.02",
        "bbr, 0.05, 2, 0.05"
    })
    void fluidAndPacketsFollowTheRateAlike(String control, double roundTrip, double share, double within) {
        double[] rates = new double[2];
        for (int i = 0; i < 2; i++) {
            Bed bed = new Bed(i == 0 ? "flow" : "packet", control, roundTrip);
            bed.set(4, true, share);
            bed.network.send(0, 1, 1L << 40, 0, now -> {});
            rates[i] = bed.goodput(4, 14);
        }
        assertThat(rates[0]).isCloseTo(rates[1], within(within * rates[1]));
    }

    /** The window that a longer path needs is not there at once. */
    @Test
    void aLongerPathIsFilledOnlyAsTheWindowGrows() {
        double[] rates = new double[2];
        for (int i = 0; i < 2; i++) {
            Bed bed = new Bed(i == 0 ? "flow" : "packet", "reno", 0.02);
            bed.network.send(0, 1, 1L << 40, 0, now -> {});
            for (int arc = 0; arc < 2; arc++) {
                int each = arc;
                ArcState longer = new ArcState(true, RATE, 30_000_000, 0);
                bed.loop.schedule(4_000_000_000L, EventPriority.CHANGE, now -> bed.network.setArc(each, longer));
            }
            rates[i] = bed.goodput(4, 10);
        }
        assertThat(rates[0]).isCloseTo(rates[1], within(0.06 * rates[1]));
        assertThat(rates[0]).isLessThan(0.9 * RATE * 1e-6);
    }
}
