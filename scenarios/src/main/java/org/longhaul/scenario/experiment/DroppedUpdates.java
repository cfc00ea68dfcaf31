package org.longhaul.scenario.experiment;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Hashes;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Require;
import org.longhaul.training.TrainingSession;
import org.longhaul.training.communicate.Communicator;
import org.longhaul.training.communicate.StateGroup;
import org.longhaul.training.dataset.ExampleBatches;
import org.longhaul.training.dataset.StrokeDigits;
import org.longhaul.training.method.DistributedMethod;
import org.longhaul.training.method.DistributedMethodFactory;
import org.longhaul.training.method.HeldModel;
import org.longhaul.training.method.server.ServerModel;
import org.longhaul.training.method.server.ServerNesterov;
import org.longhaul.training.model.ModelContext;
import org.longhaul.training.model.classifier.Mlp;
import org.longhaul.training.optimizer.AdamW;
import org.longhaul.training.partition.DirichletPartitioner;
import org.longhaul.training.partition.IidPartitioner;
import org.longhaul.training.partition.Partitioner;
import org.longhaul.training.replica.ReplicaMode;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.tensor.Tensor;

/**
 * DiLoCo of a small classifier of digits, some of whose updates are lost on the way: the outer step is by the mean of those that
 * were not, and a worker whose update was lost goes on from its own parameters.
 *
 * <pre>
 *   early-loss   loss of the outer parameters on held-out digits after a quarter of the rounds
 *   final-loss   the same after the last
 * </pre>
 */
@SuppressWarnings("rawtypes")
@AutoService(Experiment.class)
@Provides(
        id = "dropped-updates",
        description = "DiLoCo some of whose updates are lost, on digits that workers have alike or not.",
        source = "DiLoCo, arXiv 2311.08105, ablations of dropped communication and of data regimes; the scale is ours")
public final class DroppedUpdates implements Experiment<DroppedUpdates.Settings> {
    private static final int HIDDEN = 32;
    private static final int EXAMPLES = 4000;
    private static final int VALIDATION = 500;
    private static final int BATCH = 10;

    /** What is trained; see the annotations. */
    public record Settings(
            @JsonProperty(defaultValue = "0") @JsonPropertyDescription("probability with which an update is lost")
                    double dropped,
            @Nullable
                    @JsonPropertyDescription(
                            "alpha of the Dirichlet proportions in which digits are divided; absent: all alike")
                    Double alpha,
            @JsonProperty(defaultValue = "8") @JsonPropertyDescription("workers") int workers,
            @JsonProperty(defaultValue = "20") @JsonPropertyDescription("local steps H of a round") long period,
            @JsonProperty(defaultValue = "20") @JsonPropertyDescription("rounds that are trained") long rounds,
            @JsonProperty(defaultValue = "0.003") @JsonPropertyDescription("learning rate of AdamW, the workers'")
                    double learningRate,
            @JsonProperty(defaultValue = "0.7") @JsonPropertyDescription("outer learning rate")
                    double outerLearningRate,
            @JsonProperty(defaultValue = "0.9") @JsonPropertyDescription("outer Nesterov momentum")
                    double outerMomentum) {
        public Settings {
            if (!(dropped >= 0 && dropped < 1)) {
                throw new IllegalArgumentException("dropped (" + dropped + ") must lie in [0, 1).");
            }
            Require.period("period", period);
            Require.atLeast("rounds", rounds, 4);
            Require.positive("outerLearningRate", outerLearningRate, 1e9);
            Require.decay("outerMomentum", outerMomentum);
        }
    }

    @Override
    public long steps(Settings settings) {
        return settings.period * settings.rounds;
    }

    @Override
    public Map<String, Double> figures(Settings settings, long seed, LongConsumer stepped) {
        try (TrainingSession session = session(settings, new Lossy(seed), settings, seed)) {
            double early = Double.NaN;
            for (long step = 1; step <= steps(settings); step++) {
                session.step();
                stepped.accept(step);
                if (step == settings.rounds / 4 * settings.period) {
                    early = session.measure().loss();
                }
            }
            return ImmutableMap.of(
                    "early-loss", early, "final-loss", session.measure().loss());
        }
    }

    /** The training of a method on the digits of these settings. */
    static <S extends Record> TrainingSession session(
            Settings settings, DistributedMethodFactory<S> method, S ofMethod, long seed) {
        StrokeDigits digits = new StrokeDigits(new StrokeDigits.Settings(100, EXAMPLES, VALIDATION, 1));
        Double alpha = settings.alpha;
        Partitioner partitioner = alpha == null
                ? new IidPartitioner.Factory().create(new IidPartitioner.Settings())
                : new DirichletPartitioner.Factory().create(new DirichletPartitioner.Settings(alpha, 0));
        return TrainingSession.builder()
                .model(new Mlp(
                        new Mlp.Settings(List.of(HIDDEN)),
                        new ModelContext("digits", digits.shape(), settings.workers)))
                .batches(new ExampleBatches(digits, partitioner, settings.workers, BATCH, VALIDATION, seed))
                .method(method, ofMethod)
                .optimizer(new AdamW(), new AdamW.Settings(settings.learningRate, 0.9, 0.999, 1e-8, 0))
                .workers(settings.workers)
                .mode(ReplicaMode.STACKED)
                .steps(settings.period * settings.rounds)
                .seed(seed)
                .build();
    }

    /** Makes the method. */
    private record Lossy(long seed) implements DistributedMethodFactory<Settings> {
        @Override
        public String id() {
            return "lossy-diloco";
        }

        @Override
        public String description() {
            return "DiLoCo some of whose updates are lost.";
        }

        @Override
        public String source() {
            return "";
        }

        @Override
        public Class<Settings> settingsType() {
            return Settings.class;
        }

        @Override
        public DistributedMethod create(Settings settings, Replicas replicas) {
            return new LossyDiLoCo(settings, seed, replicas);
        }
    }

    /** Carries it out. */
    private static final class LossyDiLoCo implements DistributedMethod {
        private static final long STREAM = Hashes.fnv1a("experiment.dropped-updates");
        private static final double OF_53_BITS = 0x1.0p-53;

        private final Settings settings;
        private final long seed;
        private final ServerModel outer;
        private long outerSteps;

        LossyDiLoCo(Settings settings, long seed, Replicas replicas) {
            this.settings = settings;
            this.seed = seed;
            outer = new ServerModel(new ServerNesterov(settings.outerLearningRate, settings.outerMomentum), replicas);
        }

        @Override
        public void step(long step, Replicas replicas, Communicator net) {
            replicas.localStep(step);
            if ((step + 1) % settings.period != 0) {
                return;
            }
            long round = step / settings.period;
            List<Integer> heard = IntStream.range(0, replicas.workers())
                    .filter(worker -> !isLost(round, worker))
                    .boxed()
                    .toList();
            if (heard.isEmpty()) {
                return;
            }
            StateGroup sent = replicas.parameters().of(heard).as("pseudo-gradient");
            heard.forEach(worker -> sent.of(worker).assignDifference(outer.parameters(), sent.of(worker)));
            net.allReduceMean(sent, null);
            outer.step(sent.of(heard.get(0)), ++outerSteps);
            heard.forEach(worker -> sent.of(worker).copyInPlace(outer.parameters()));
        }

        private boolean isLost(long round, int worker) {
            long drawn = Hashes.next(Hashes.next(Hashes.next(STREAM ^ seed) ^ round) ^ worker);
            return (drawn >>> 11) * OF_53_BITS < settings.dropped;
        }

        @Override
        public void finish(long steps, Replicas replicas, Communicator net) {}

        @Override
        public HeldModel evaluated(Replicas replicas) {
            return HeldModel.ofServer(outer.parameters());
        }

        @Override
        public Map<String, Tensor> state() {
            return outer.state();
        }
    }
}
