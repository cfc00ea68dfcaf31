package org.longhaul.training;

import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.longhaul.training.codec.Casts;
import org.longhaul.training.codec.Codec;
import org.longhaul.training.communicate.AskedNetwork;
import org.longhaul.training.communicate.Communicator;
import org.longhaul.training.communicate.TrainingListener;
import org.longhaul.training.communicate.Transport;
import org.longhaul.training.method.DistributedMethod;
import org.longhaul.training.method.DistributedMethodFactory;
import org.longhaul.training.method.Membership;
import org.longhaul.training.model.Model;
import org.longhaul.training.model.ParameterSpec;
import org.longhaul.training.optimizer.Clipping;
import org.longhaul.training.optimizer.Optimizer;
import org.longhaul.training.optimizer.OptimizerFactory;
import org.longhaul.training.optimizer.ScaledByRole;
import org.longhaul.training.participation.Federation;
import org.longhaul.training.participation.ParticipationFactory;
import org.longhaul.training.participation.Population;
import org.longhaul.training.replica.GradientPass;
import org.longhaul.training.replica.ReplicaMode;
import org.longhaul.training.replica.ReplicaSetup;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.schedule.ScheduleFactory;
import org.longhaul.training.task.BatchSource;
import org.longhaul.training.task.RoundFigure;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.LibTorch;
import org.longhaul.training.tensor.TensorScope;
import org.longhaul.training.weighting.SampleWeightingFactory;

/**
 * Describes a {@link TrainingSession}. Required: model, optimizer, method, workers, steps; batches too, unless the model
 * makes its own. Defaults: constant learning rate, no clipping, seed 1, CPU, float32, one thread, nobody listening.
 */
public final class TrainingSessionBuilder {
    private @Nullable Model model;
    private @Nullable BatchSource batches;
    private @Nullable Choice<OptimizerFactory<?>> optimizer;
    private @Nullable Choice<ScheduleFactory<?>> schedule;
    private @Nullable Choice<DistributedMethodFactory<?>> method;
    private @Nullable Choice<SampleWeightingFactory<?>> weighting;
    private Map<ParameterSpec.Role, ParameterSpec.Multipliers> multipliers = Map.of();
    private Clipping clipping = new Clipping.None();
    private @Nullable Choice<ParticipationFactory<?>> participation;
    private @Nullable Population population;
    private @Nullable Federation federation;
    private int workers;
    private long steps;
    private long seed = 1;
    private Device device = Device.CPU;
    private DType type = DType.FLOAT32;
    private Codec wireFormat = Casts.FP32;
    private GradientPass pass = GradientPass.PLAIN;
    private ReplicaMode mode = ReplicaMode.THREADED;
    private int threads = 1;
    private TrainingListener listener = TrainingListener.none();
    private @Nullable AskedNetwork network;
    private @Nullable Membership membership;
    private @Nullable Transport transport;

    TrainingSessionBuilder() {}

    /** The model to train. */
    public TrainingSessionBuilder model(Model model) {
        this.model = model;
        return this;
    }

    /** Its batches; when absent, those that the model makes itself from the seed. */
    public TrainingSessionBuilder batches(BatchSource batches) {
        this.batches = batches;
        return this;
    }

    /**
     * The local optimizer.
     *
     * @param settings an instance of the factory's settings type
     */
    public TrainingSessionBuilder optimizer(OptimizerFactory<?> factory, Record settings) {
        optimizer = new Choice<>(factory, settings);
        return this;
    }

    /**
     * The learning-rate schedule over the session's steps.
     *
     * @param settings an instance of the factory's settings type
     */
    public TrainingSessionBuilder schedule(ScheduleFactory<?> factory, Record settings) {
        schedule = new Choice<>(factory, settings);
        return this;
    }

    /**
     * The distributed method.
     *
     * @param settings an instance of the factory's settings type
     */
    public TrainingSessionBuilder method(DistributedMethodFactory<?> factory, Record settings) {
        method = new Choice<>(factory, settings);
        return this;
    }

    /**
     * What each sample counts for; all the same unless stated.
     *
     * @param settings an instance of the factory's settings type
     */
    public TrainingSessionBuilder weighting(SampleWeightingFactory<?> factory, Record settings) {
        weighting = new Choice<>(factory, settings);
        return this;
    }

    /**
     * Who takes part in each round of a method with a server; everyone unless stated. Other methods have all workers always.
     *
     * @param settings an instance of the factory's settings type
     */
    public TrainingSessionBuilder participation(ParticipationFactory<?> factory, Record settings) {
        participation = new Choice<>(factory, settings);
        return this;
    }

    /** What is known of the clients from whom those of a round are drawn; all are alike unless stated. */
    public TrainingSessionBuilder population(Population clients) {
        population = clients;
        return this;
    }

    /** The groups that the clients of a method with a tree of servers are in; one group of all unless stated. */
    public TrainingSessionBuilder federation(Federation federation) {
        this.federation = federation;
        return this;
    }

    /** Factors on learning rate and weight decay of parameters by their role, beside those of the model; none unless stated. */
    public TrainingSessionBuilder multipliers(Map<ParameterSpec.Role, ParameterSpec.Multipliers> byRole) {
        multipliers = ImmutableMap.copyOf(byRole);
        return this;
    }

    /** Gradient clipping of each worker. */
    public TrainingSessionBuilder clipping(Clipping clipping) {
        this.clipping = clipping;
        return this;
    }

    /** Number of workers, or of clients of a method with a server, at least 1. */
    public TrainingSessionBuilder workers(int workers) {
        this.workers = workers;
        return this;
    }

    /** Length of the run in steps, at least 1; schedules need it. */
    public TrainingSessionBuilder steps(long steps) {
        this.steps = steps;
        return this;
    }

    /** Seed of the initial parameters, and of the model's own batches. */
    public TrainingSessionBuilder seed(long seed) {
        this.seed = seed;
        return this;
    }

    /** Where all replicas live. */
    public TrainingSessionBuilder device(Device device) {
        this.device = device;
        return this;
    }

    /** Element type of parameters, gradients and states: FLOAT32 or FLOAT64. */
    public TrainingSessionBuilder type(DType type) {
        this.type = type;
        return this;
    }

    /** Format of the exchanges whose method states none: what they are rounded to and charged in. Default fp32. */
    public TrainingSessionBuilder wireFormat(Codec wireFormat) {
        this.wireFormat = wireFormat;
        return this;
    }

    /** How the gradient of a batch is computed; the whole batch at once unless stated. */
    public TrainingSessionBuilder pass(GradientPass pass) {
        this.pass = pass;
        return this;
    }

    /** How replicas share the device: one after another on each thread unless stated. */
    public TrainingSessionBuilder mode(ReplicaMode mode) {
        this.mode = mode;
        return this;
    }

    /** Threads that run whole replicas; no result depends on it. */
    public TrainingSessionBuilder threads(int threads) {
        this.threads = threads;
        return this;
    }

    /** Hears computation and exchanges. */
    public TrainingSessionBuilder listener(TrainingListener listener) {
        this.listener = listener;
        return this;
    }

    /** Workers come and go; all are always there unless stated. */
    public TrainingSessionBuilder membership(Membership rules) {
        membership = rules;
        return this;
    }

    /** Answers what the method asks; unless stated, everybody is heard at once. */
    public TrainingSessionBuilder network(AskedNetwork network) {
        this.network = network;
        return this;
    }

    /**
     * Makes the session that of one member, who exchanges with those in other processes; unless stated, all members are in this one.
     *
     * @param carrier whose rank says which; whoever made it closes it
     */
    public TrainingSessionBuilder transport(Transport carrier) {
        transport = carrier;
        return this;
    }

    /**
     * Why the members of what has been described cannot be processes of their own, as a sentence; null if they can. Of what is
     * described, method and weighting, formats, membership and device decide it.
     */
    public @Nullable String refusesTransport() {
        Choice<DistributedMethodFactory<?>> chosen = require("method", method);
        Choice<OptimizerFactory<?>> local = require("optimizer", optimizer);
        return MemberProcesses.refusal(
                chosen.factory(),
                chosen.settings(),
                wireFormat,
                weighting,
                Choices.optimizer(local.factory(), local.settings()),
                clipping,
                membership != null,
                device);
    }

    /**
     * Makes the session at step 0.
     *
     * @throws IllegalArgumentException if something is missing or does not fit together
     */
    @SuppressWarnings("try") // The scope frees what the methods' factories make besides their own vectors.
    public TrainingSession build() {
        LibTorch.load();
        Model named = require("model", model);
        Choice<OptimizerFactory<?>> chosenOptimizer = require("optimizer", optimizer);
        Choice<DistributedMethodFactory<?>> chosenMethod = require("method", method);
        Model chosenModel = Choices.model(chosenMethod.factory(), chosenMethod.settings(), named);
        if (steps < 1) {
            throw new IllegalArgumentException("steps (" + steps + ") must be at least 1.");
        }
        String refusal = transport == null ? null : refusesTransport();
        if (refusal != null) {
            throw new IllegalArgumentException(refusal);
        }
        chosenMethod.factory().requireFit(chosenModel);
        chosenMethod.factory().requireFit(pass);
        Optimizer localOptimizer = Choices.optimizer(chosenOptimizer.factory(), chosenOptimizer.settings());
        requireFit(chosenMethod.factory(), chosenMethod.settings(), localOptimizer);
        Federation groups = chosenMethod.factory().hasFederation()
                ? Objects.requireNonNullElseGet(federation, () -> Federation.flat(workers))
                : null;
        requireFit(chosenMethod.factory(), chosenMethod.settings(), groups);
        if (transport != null) {
            MemberProcesses.requireFit(transport, workers, chosenMethod.factory(), groups);
        }
        BatchSource chosenBatches = require("batches", batches == null ? chosenModel.ownBatches(seed) : batches);
        ReplicaSetup setup = new ReplicaSetup(
                chosenModel,
                chosenBatches,
                multipliers.isEmpty() ? localOptimizer : new ScaledByRole(localOptimizer, multipliers),
                schedule == null
                        ? step -> 1
                        : Choices.schedule(schedule.factory(), schedule.settings(), localSteps(chosenMethod)),
                steps,
                clipping,
                workers,
                chosenMethod.factory().hasServer()
                        ? Cohorts.of(participation, population, workers, chosenBatches, seed)
                        : null,
                groups == null ? Federation.flat(workers) : groups,
                seed,
                device,
                type,
                pass,
                mode,
                threads,
                transport == null ? null : transport.rank());
        Replicas replicas = new Replicas(setup, listener);
        Communicator communicator = transport == null
                ? new Communicator(listener, wireFormat, network == null ? AskedNetwork.prompt(workers + 1) : network)
                : Communicator.over(transport, listener, wireFormat);
        try (TensorScope scope = TensorScope.open()) {
            DistributedMethod made = makeMethod(chosenMethod.factory(), chosenMethod.settings(), replicas);
            List<RoundFigure> figures =
                    new ArrayList<>(Choices.figures(chosenMethod.factory(), chosenMethod.settings()));
            figures.addAll(
                    SampleWeights.begin(weighting, chosenMethod.factory(), membership != null, replicas, communicator));
            return new TrainingSession(
                    replicas,
                    communicator,
                    made,
                    figures,
                    identity(chosenModel, chosenBatches, chosenOptimizer, chosenMethod, groups));
        } catch (RuntimeException e) {
            replicas.close();
            throw e;
        }
    }

    /** What a checkpoint must agree with to continue it. */
    private Map<String, String> identity(
            Model model, BatchSource batches, Choice<?> optimizer, Choice<?> method, @Nullable Federation groups) {
        Map<String, String> identity = new LinkedHashMap<>();
        identity.put("method", method.toString());
        identity.put("optimizer", optimizer.toString());
        identity.put("multipliers", new TreeMap<>(multipliers).toString());
        identity.put("schedule", Objects.toString(schedule, "constant"));
        identity.put("wireFormat", wireFormat.toString());
        identity.put("clipping", clipping.toString());
        identity.put("workers", Integer.toString(workers));
        identity.put(
                "participation",
                Objects.toString(participation, "everyone")
                        + (population == null || population.equals(Population.alike(workers))
                                ? ""
                                : " of clients " + Integer.toHexString(population.hashCode())));
        identity.putAll(SampleWeights.identity(weighting));
        identity.put("federation", Objects.toString(groups, "none"));
        identity.put("membership", Objects.toString(membership, "all"));
        identity.put("steps", Long.toString(steps));
        identity.put("seed", Long.toString(seed));
        identity.put("type", type.toString());
        identity.put("pass", pass.toString());
        identity.put("replicas", mode.toString());
        identity.put("model", model.identity());
        identity.put("batches", batches.identity());
        return identity;
    }

    private long localSteps(Choice<DistributedMethodFactory<?>> chosen) {
        return localSteps(chosen.factory(), chosen.settings());
    }

    private <S extends Record> long localSteps(DistributedMethodFactory<S> factory, Record settings) {
        return factory.localSteps(Choices.cast(factory, settings), steps, workers, federation);
    }

    private <S extends Record> void requireFit(
            DistributedMethodFactory<S> factory, Record settings, Optimizer optimizer) {
        factory.requireFit(Choices.cast(factory, settings), optimizer, workers);
    }

    private static <S extends Record> void requireFit(
            DistributedMethodFactory<S> factory, Record settings, @Nullable Federation groups) {
        if (groups != null) {
            factory.requireFit(Choices.cast(factory, settings), groups);
        }
    }

    private static <T> T require(String name, @Nullable T value) {
        if (value == null) {
            throw new IllegalArgumentException(name + " is missing.");
        }
        return value;
    }

    private <S extends Record> DistributedMethod makeMethod(
            DistributedMethodFactory<S> factory, Record settings, Replicas replicas) {
        return membership == null
                ? factory.create(Choices.cast(factory, settings), replicas)
                : factory.create(Choices.cast(factory, settings), replicas, membership);
    }
}
