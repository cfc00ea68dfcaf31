package org.longhaul.scenario.engine;

import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.engine.plan.Made;
import org.longhaul.scenario.engine.plan.RunData;
import org.longhaul.scenario.engine.plan.TrainingPlan;
import org.longhaul.scenario.section.DataSection;
import org.longhaul.training.TrainingSession;
import org.longhaul.training.TrainingSessionBuilder;
import org.longhaul.training.communicate.AskedNetwork;
import org.longhaul.training.communicate.TrainingListener;
import org.longhaul.training.communicate.Transport;
import org.longhaul.training.data.CorpusBatches;
import org.longhaul.training.dataset.ExampleBatches;
import org.longhaul.training.model.Model;
import org.longhaul.training.partition.Partitioner;
import org.longhaul.training.replica.ReplicaMode;
import org.longhaul.training.task.BatchSource;
import org.longhaul.training.tensor.Device;

/** Makes training sessions of plans. Not thread-safe. */
public final class Trainings {
    private final Device device;
    private final int threads;
    private final RunData data;

    /**
     * Sessions on one device.
     *
     * @param threads that run whole replicas
     * @param data read where a plan needs them
     */
    public Trainings(Device device, int threads, RunData data) {
        this.data = data;
        this.device = device;
        this.threads = threads;
    }

    /** Whether a GPU trains. */
    boolean isOnGpu() {
        return device == Device.CUDA;
    }

    /**
     * A session at step 0.
     *
     * @param network answers what the method asks; null for one in which nobody is late
     */
    TrainingSession session(
            TrainingPlan plan, ReplicaMode mode, TrainingListener listener, @Nullable AskedNetwork network) {
        TrainingSessionBuilder builder = builder(plan).mode(mode).listener(listener);
        if (network != null) {
            builder.network(network);
        }
        return built(builder, plan);
    }

    /**
     * The session of one member at step 0, in a process of its own.
     *
     * @param transport to the other members, {@link TrainingPlan#participants} in all; whoever made it closes it
     * @throws IllegalArgumentException if the plan {@linkplain #refusesTransport refuses}
     */
    public TrainingSession session(TrainingPlan plan, TrainingListener listener, Transport transport) {
        return built(builder(plan).mode(ReplicaMode.THREADED).listener(listener).transport(transport), plan);
    }

    /** Why the members of a plan cannot be processes of their own, as a sentence; null if they can. */
    public @Nullable String refusesTransport(TrainingPlan plan) {
        return builder(plan).refusesTransport();
    }

    private TrainingSessionBuilder builder(TrainingPlan plan) {
        TrainingSessionBuilder builder = TrainingSession.builder()
                .optimizer(plan.optimizer().factory(), plan.optimizer().settings())
                .schedule(plan.schedule().factory(), plan.schedule().settings())
                .method(plan.method().factory(), plan.method().settings())
                .multipliers(plan.multipliers())
                .clipping(plan.clipping())
                .wireFormat(plan.wireFormat())
                .workers(plan.workers())
                .steps(plan.steps())
                .seed(plan.seed())
                .device(device)
                .pass(plan.pass())
                .threads(Math.min(threads, plan.workers()));
        if (plan.weighting() != null) {
            builder.weighting(plan.weighting().factory(), plan.weighting().settings());
        }
        if (plan.membership() != null) {
            builder.membership(plan.membership());
        }
        if (plan.participation() != null) {
            builder.participation(
                    plan.participation().factory(), plan.participation().settings());
            builder.population(plan.population());
        }
        if (plan.federation() != null) {
            builder.federation(plan.federation());
        }
        return builder;
    }

    private TrainingSession built(TrainingSessionBuilder builder, TrainingPlan plan) {
        Model model = Made.model(plan);
        BatchSource own = model.ownBatches(plan.seed());
        if (own != null) {
            return builder.model(model).batches(own).build();
        }
        return builder.model(model).batches(batches(plan)).build();
    }

    private BatchSource batches(TrainingPlan plan) {
        DataSection section = plan.data();
        Partitioner partitioner = Made.partitioner(section.partition());
        if (section.dataset() != null) {
            return new ExampleBatches(
                    data.examples(section.dataset()),
                    section.labelled(),
                    partitioner,
                    plan.workers(),
                    plan.batch(),
                    section.validationSequences(),
                    plan.seed());
        }
        return new CorpusBatches(
                data.corpus(section),
                partitioner,
                plan.workers(),
                new CorpusBatches.Shape(plan.batch(), plan.context(), section.validationSequences()),
                plan.seed(),
                section.validationByWorker());
    }
}
