package org.longhaul.simulator.validation;

import java.util.List;
import org.longhaul.simulator.event.EventPriority;
import org.longhaul.simulator.network.ArcState;
import org.longhaul.simulator.network.packet.PacketNetwork;
import org.longhaul.topology.Topology;

/** One link that changes while it is used, as the measurements changed it: by the calls that injected faults use. */
final class DisturbedBed {

    private final TestBed bed;

    DisturbedBed(TestBed bed) {
        this.bed = bed;
    }

    /** Seconds of one transfer on a new connection over a link that is down in both directions for some time. */
    TestBed.RunFigures outageSeconds(
            double mbit, double rttMillis, long queueBytes, long bytes, double downSeconds, double forSeconds) {
        Topology topology = bed.oneLink(mbit, rttMillis, 0, queueBytes);
        return bed.runs(topology, false, run -> {
            for (int arc = 0; arc < 2; arc++) {
                ArcState up = ArcState.of(topology, arc);
                ArcState down = new ArcState(false, up.bitsPerSecond(), up.latencyNanos(), up.lossRate());
                set(run, downSeconds, arc, down);
                set(run, downSeconds + forSeconds, arc, up);
            }
            return bed.transfer(run, bytes);
        });
    }

    /** Seconds of one transfer on a new connection whose data meets random loss for some time. */
    TestBed.RunFigures lossBurstSeconds(
            double mbit,
            double rttMillis,
            long queueBytes,
            long bytes,
            double lossSeconds,
            double forSeconds,
            double lossRate) {
        Topology topology = bed.oneLink(mbit, rttMillis, 0, queueBytes);
        return bed.runs(topology, true, run -> {
            ArcState clean = ArcState.of(topology, 0);
            ArcState losing = new ArcState(true, clean.bitsPerSecond(), clean.latencyNanos(), lossRate);
            setForWhatEnters(run, lossSeconds, 0, losing);
            setForWhatEnters(run, lossSeconds + forSeconds, 0, clean);
            return bed.transfer(run, bytes);
        });
    }

    /** Payload rates of one flow within windows of time, over a link whose rate changes once, Mbit/s. */
    TestBed.RunFigures bandwidthStepRates(
            double mbitBefore,
            double mbitAfter,
            double changeSeconds,
            double rttMillis,
            long queueBytes,
            List<TestBed.Window> windows) {
        Topology topology = bed.oneLink(mbitBefore, rttMillis, 0, queueBytes);
        return bed.runs(topology, false, run -> {
            for (int arc = 0; arc < 2; arc++) {
                ArcState before = ArcState.of(topology, arc);
                set(
                        run,
                        changeSeconds,
                        arc,
                        new ArcState(true, Math.round(mbitAfter * 1e6), before.latencyNanos(), before.lossRate()));
            }
            run.endlessFrom(0, 0, 1, 0);
            double[] rates = new double[windows.size()];
            for (int i = 0; i < rates.length; i++) {
                rates[i] = TestBed.ratesBetween(
                        run, windows.get(i).from(), windows.get(i).to(), 0)[0];
            }
            return rates;
        });
    }

    /**
     * Changes a link for the packets that join its queue from a time on: the emulator is taken to draw a packet's loss as it
     * takes the packet in. What waits by then is transmitted first.
     */
    private static void setForWhatEnters(TestBed.Running run, double seconds, int arc, ArcState state) {
        run.loop.schedule(Math.round(seconds * 1e9), EventPriority.CHANGE, now -> {
            long waits = run.network instanceof PacketNetwork packets ? packets.arcWaitingBytes(arc) : 0;
            long drained = now + waits * 8_000_000_000L / state.bitsPerSecond();
            run.loop.schedule(drained, EventPriority.CHANGE, then -> run.network.setArc(arc, state));
        });
    }

    private static void set(TestBed.Running run, double seconds, int arc, ArcState state) {
        run.loop.schedule(Math.round(seconds * 1e9), EventPriority.CHANGE, now -> run.network.setArc(arc, state));
    }
}
