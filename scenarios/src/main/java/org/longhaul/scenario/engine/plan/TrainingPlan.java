package org.longhaul.scenario.engine.plan;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.file.Selection;
import org.longhaul.scenario.section.DataSection;
import org.longhaul.scenario.section.ReplicaSharing;
import org.longhaul.training.codec.Codec;
import org.longhaul.training.method.DistributedMethodFactory;
import org.longhaul.training.method.Membership;
import org.longhaul.training.method.synchronous.Ddp;
import org.longhaul.training.model.ModelFactory;
import org.longhaul.training.model.ParameterSpec;
import org.longhaul.training.optimizer.Clipping;
import org.longhaul.training.optimizer.OptimizerFactory;
import org.longhaul.training.participation.EveryClient;
import org.longhaul.training.participation.Federation;
import org.longhaul.training.participation.Participation;
import org.longhaul.training.participation.ParticipationFactory;
import org.longhaul.training.participation.Population;
import org.longhaul.training.replica.GradientPass;
import org.longhaul.training.schedule.ScheduleFactory;
import org.longhaul.training.weighting.SampleWeightingFactory;

/**
 * Everything that decides the losses. Two units with equal plans train alike, whatever their networks, so that one
 * training serves both, unless a simulated time ends it.
 *
 * @param multipliers factors on the optimizer's settings by the role of a parameter
 * @param weighting what samples count for; null where all count the same and nothing is told of it
 * @param workers number of workers, of clients if the method has a server
 * @param participation which clients take part in a round; null for a method without a server, in which all workers do
 * @param population what the participation looks at of the clients before their data are read
 * @param federation the groups that the clients are in; null for a method without
 * @param membership by which workers come and go; null where all are waited for
 * @param context tokens of a sequence; 1 for examples
 * @param pass how the gradient of a batch is computed
 * @param replicas how replicas share the device, which decides the last bits; null for what the device usually takes
 * @param steps how many there are at most; schedules run over them
 * @param until what may end training before; null for nothing
 * @param wireFormat what exchanges are rounded to and charged in, unless the method's settings state another format for them
 */
public record TrainingPlan(
        Selection<DistributedMethodFactory<?>> method,
        Selection<OptimizerFactory<?>> optimizer,
        Selection<ScheduleFactory<?>> schedule,
        Clipping clipping,
        Map<ParameterSpec.Role, ParameterSpec.Multipliers> multipliers,
        Selection<ModelFactory<?>> model,
        DataSection data,
        @Nullable Selection<SampleWeightingFactory<?>> weighting,
        int workers,
        @Nullable Selection<ParticipationFactory<?>> participation,
        Population population,
        @Nullable Federation federation,
        @Nullable Membership membership,
        int batch,
        int context,
        GradientPass pass,
        @Nullable ReplicaSharing replicas,
        long steps,
        @Nullable StopRule until,
        long evaluateEvery,
        Codec wireFormat,
        long seed) {

    private static final int SAMPLED_ROUNDS = 64;

    // One instance, since plans that are equal share a training.
    private static final Selection<ParticipationFactory<?>> EVERYONE = everyone(new EveryClient.Factory());

    /** The participation of all clients in every round. */
    public static Selection<ParticipationFactory<?>> everyone() {
        return EVERYONE;
    }

    private static Selection<ParticipationFactory<?>> everyone(EveryClient.Factory factory) {
        return new Selection<>(factory.id(), factory, new EveryClient.Settings());
    }

    /** The same under another seed. */
    public TrainingPlan withSeed(long other) {
        return like(steps, until, other);
    }

    /** The same, known to end after so many steps; their learning rates are of no matter. */
    public TrainingPlan withSteps(long other) {
        return like(other, null, seed);
    }

    /** The same for at least so many steps. */
    public TrainingPlan forAtLeast(long leastSteps) {
        return like(Math.max(steps, leastSteps), null, seed);
    }

    /** One worker that computes and updates for at least so many steps: what methods add to that is left out. */
    public TrainingPlan alone(long leastSteps) {
        Ddp.Factory factory = new Ddp.Factory();
        Selection<DistributedMethodFactory<?>> plain = new Selection<>(factory.id(), factory, new Ddp.Settings(null));
        return like(plain, 1, null, null, null, Math.max(steps, leastSteps), null, seed);
    }

    private TrainingPlan like(long otherSteps, @Nullable StopRule otherUntil, long otherSeed) {
        return like(method, workers, participation, federation, membership, otherSteps, otherUntil, otherSeed);
    }

    private TrainingPlan like(
            Selection<DistributedMethodFactory<?>> otherMethod,
            int otherWorkers,
            @Nullable Selection<ParticipationFactory<?>> otherParticipation,
            @Nullable Federation otherFederation,
            @Nullable Membership otherMembership,
            long otherSteps,
            @Nullable StopRule otherUntil,
            long otherSeed) {
        return new TrainingPlan(
                otherMethod,
                optimizer,
                schedule,
                clipping,
                multipliers,
                model,
                data,
                weighting,
                otherWorkers,
                otherParticipation,
                otherWorkers == workers ? population : Population.alike(otherWorkers),
                otherFederation,
                otherMembership,
                batch,
                context,
                pass,
                replicas,
                otherSteps,
                otherUntil,
                evaluateEvery,
                wireFormat,
                otherSeed);
    }

    /** Whether the network has no say in it, so that one training serves all units with this plan: it neither ends training nor is asked. */
    public boolean isShared() {
        return (until == null || until.isOfTraining()) && !asksNetwork();
    }

    /** Whether its steps follow from what the network answered, so that they mean nothing under other conditions. */
    public boolean asksNetwork() {
        return membership != null || method.factory().asksNetwork();
    }

    /** One worker's batch in words. */
    public String batchWords() {
        return data.dataset() == null
                ? batch + " sequences of " + context + " tokens per worker"
                : batch + " examples per worker";
    }

    /** Tokens or examples that those who take part together train on in a step, on average. */
    public long itemsPerStep() {
        return Math.round(
                cohort() * batch * context * ((double) Made.localSteps(method, steps, workers, federation) / steps));
    }

    /** How many take part in a step, on average over the first rounds. */
    public double cohort() {
        double share = federation == null ? 1 : method.factory().trainers(federation) / federation.clients();
        return share * sampledCohort();
    }

    private double sampledCohort() {
        if (participation == null) {
            return workers;
        }
        Participation chosen = Made.participation(participation, population, seed);
        double sum = 0;
        for (int round = 0; round < SAMPLED_ROUNDS; round++) {
            sum += chosen.members(round).size();
        }
        return sum / SAMPLED_ROUNDS;
    }

    /** The most that take part in one of the first rounds. */
    public int largestCohort() {
        if (participation == null) {
            return workers;
        }
        Participation chosen = Made.participation(participation, population, seed);
        int most = 0;
        for (int round = 0; round < SAMPLED_ROUNDS; round++) {
            most = Math.max(most, chosen.members(round).size());
        }
        return most;
    }

    /** Number of those who may compute or exchange: workers, and servers. */
    public int participants() {
        if (participation == null) {
            return workers;
        }
        return workers + (federation == null ? 1 : federation.groups().size());
    }
}
