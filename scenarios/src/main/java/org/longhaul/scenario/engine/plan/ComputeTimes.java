package org.longhaul.scenario.engine.plan;

import java.util.Arrays;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.engine.workload.ChargedModel;
import org.longhaul.scenario.section.ComputeKind;
import org.longhaul.scenario.section.Stragglers;
import org.longhaul.simulator.compute.ComputeModel;
import org.longhaul.simulator.compute.ComputeModels;
import org.longhaul.simulator.compute.DeviceProfile;
import org.longhaul.simulator.compute.DeviceTable;
import org.longhaul.simulator.compute.PhaseShares;
import org.longhaul.simulator.compute.StragglerModel;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.topology.unit.ClientProfiles;
import org.longhaul.topology.unit.DataSize;
import org.longhaul.topology.unit.FlopRate;

/** How long each worker computes, from what a scenario says about it. */
public final class ComputeTimes {
    /** The profile whose rate a server has where every client has that of its own profile. */
    private static final String SERVER_PROFILE = "server";

    private ComputeTimes() {}

    /**
     * The compute model of a method.
     *
     * @param measured measures a step of the trained model here, nanoseconds; asked only when the scenario wants it
     */
    public static ComputeModel of(
            MethodPlan method,
            @Nullable Stragglers stragglers,
            RandomStreams streams,
            ToLongFunction<MethodPlan> measured) {
        int workers = method.training().workers();
        // Behind those of the workers that of a server, which is no straggler.
        double[] factors = new double[workers + 1];
        factors[workers] = 1;
        for (int w = 0; w < workers; w++) {
            factors[w] = stragglers == null ? 1 : stragglers.factor(w);
        }
        ComputeModel whole = nominal(method, factors, measured);
        int parts = method.training().pass().accumulate();
        ComputeModel clients = ComputeModels.withStragglers(
                parts == 1 ? whole : new Accumulated(whole, parts), noise(stragglers, streams));
        return method.training().participation() == null
                ? clients
                : new WithServer(clients, whole, workers, method.slots());
    }

    /** Micro-batches: gradients are complete, and leave, during the backward pass of the last one only. */
    private record Accumulated(ComputeModel whole, int parts) implements ComputeModel {
        @Override
        public long forwardNanos(int worker, long step) {
            return whole.forwardNanos(worker, step) + whole.backwardNanos(worker, step) - backwardNanos(worker, step);
        }

        @Override
        public long backwardNanos(int worker, long step) {
            return whole.backwardNanos(worker, step) / parts;
        }

        @Override
        public long updateNanos(int worker, long step) {
            return whole.updateNanos(worker, step);
        }

        @Override
        public boolean isSteady() {
            return whole.isSteady();
        }
    }

    /**
     * Servers behind the last of some clients, of which a host lets so many compute at once. What a server computes takes the time
     * of a client that is no straggler, or of the profile {@value #SERVER_PROFILE}; most compute nothing but means, which take none.
     */
    private record WithServer(ComputeModel clients, ComputeModel steady, int firstServer, int workersAtOnce)
            implements ComputeModel {
        @Override
        public long forwardNanos(int worker, long step) {
            return worker >= firstServer ? steady.forwardNanos(firstServer, step) : clients.forwardNanos(worker, step);
        }

        @Override
        public long backwardNanos(int worker, long step) {
            return worker >= firstServer
                    ? steady.backwardNanos(firstServer, step)
                    : clients.backwardNanos(worker, step);
        }

        @Override
        public long updateNanos(int worker, long step) {
            return worker >= firstServer ? steady.updateNanos(firstServer, step) : clients.updateNanos(worker, step);
        }

        @Override
        public boolean isSteady() {
            return clients.isSteady();
        }
    }

    private static ComputeModel nominal(MethodPlan method, double[] factors, ToLongFunction<MethodPlan> measured) {
        Record settings = method.compute().settings();
        ChargedModel charged = method.charged();
        if (settings instanceof ComputeKind.Device device) {
            FlopRate peak = device.peak() != null
                    ? device.peak()
                    : DeviceTable.shipped().get(device.device()).peak(device.precision());
            FlopRate[] rates = Arrays.stream(factors)
                    .mapToObj(f -> new FlopRate(peak.flopsPerSecond() * device.devices() / f))
                    .toArray(FlopRate[]::new);
            return ComputeModels.ofFlops(charged.forwardFlops(), charged.backwardFlops(), 0, rates, device.mfu());
        }
        if (settings instanceof ComputeKind.Profiles profiles) {
            FlopRate[] rates = new FlopRate[factors.length];
            int workers = method.training().workers();
            for (int w = 0; w < workers; w++) {
                // Speeds are those of the profiles, less what makes a worker slower.
                rates[w] = new FlopRate(method.trainers().speed(w) / profiles.scale());
            }
            rates[workers] =
                    new FlopRate(ClientProfiles.named(SERVER_PROFILE).rate().flopsPerSecond() / profiles.scale());
            return ComputeModels.ofFlops(charged.forwardFlops(), charged.backwardFlops(), 0, rates, 1);
        }
        long stepNanos;
        if (settings instanceof ComputeKind.StepTime stated) {
            stepNanos = stated.stepTime().toNanos();
        } else if (settings instanceof ComputeKind.Stated stated) {
            stepNanos = stated.throughput().stepNanos(charged.tokensPerWorkerStep());
        } else if (settings instanceof ComputeKind.Measured scaled) {
            stepNanos = Math.round(measured.applyAsLong(method) * scaled.scale());
        } else {
            throw new IllegalStateException("unknown compute settings " + settings);
        }
        long[] nanos =
                Arrays.stream(factors).mapToLong(f -> Math.round(stepNanos * f)).toArray();
        return ComputeModels.ofStepTime(nanos, PhaseShares.DEFAULT);
    }

    /** Memory of one device, or null when nobody states it. */
    public static @Nullable DataSize memory(ComputeKind.Device device) {
        for (DeviceProfile profile : DeviceTable.shipped().all()) {
            if (profile.id().equals(device.device())) {
                return profile.memory();
            }
        }
        return null;
    }

    private static StragglerModel noise(@Nullable Stragglers stragglers, RandomStreams streams) {
        if (stragglers == null) {
            return StragglerModel.NONE;
        }
        StragglerModel noise = stragglers.variation() > 0
                ? StragglerModel.logNormal(streams, stragglers.variation())
                : StragglerModel.NONE;
        if (stragglers.slowProbability() == 0) {
            return noise;
        }
        StragglerModel slow = StragglerModel.occasional(streams, stragglers.slowProbability(), stragglers.slowFactor());
        return stragglers.variation() == 0
                ? slow
                : (worker, step) -> noise.factor(worker, step) * slow.factor(worker, step);
    }
}
