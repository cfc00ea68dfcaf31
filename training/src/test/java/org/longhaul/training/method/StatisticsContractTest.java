package org.longhaul.training.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.longhaul.training.DefaultSettings;
import org.longhaul.training.Workers;
import org.longhaul.training.codec.Casts;
import org.longhaul.training.communicate.AskedNetwork;
import org.longhaul.training.communicate.Communicator;
import org.longhaul.training.communicate.TrainingListener;
import org.longhaul.training.dataset.ExampleBatches;
import org.longhaul.training.dataset.Examples;
import org.longhaul.training.model.Layout;
import org.longhaul.training.model.Model;
import org.longhaul.training.model.ModelContext;
import org.longhaul.training.model.classifier.BatchStatistics;
import org.longhaul.training.model.classifier.WideResNet;
import org.longhaul.training.optimizer.Clipping;
import org.longhaul.training.optimizer.Optimizer;
import org.longhaul.training.optimizer.OptimizerFactory;
import org.longhaul.training.participation.EveryClient;
import org.longhaul.training.participation.Federation;
import org.longhaul.training.partition.IidPartitioner;
import org.longhaul.training.replica.GradientPass;
import org.longhaul.training.replica.ReplicaMode;
import org.longhaul.training.replica.ReplicaSetup;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.task.DataShape;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Generator;
import org.longhaul.training.tensor.TensorScope;

/** Every registered method keeps running statistics what they are, or refuses models that have some. */
class StatisticsContractTest {
    private static final int WORKERS = 3;
    private static final int STEPS = 4;

    /** A server that waits for a buffer of arrivals. */
    private static int steps(DistributedMethodFactory<?> factory) {
        return factory.asksNetwork() ? 2 * STEPS : STEPS;
    }

    /** Its global server hears of a region after more arrivals than there are here. */
    private static final String STAYS = "halos";

    private static final DataShape.Examples SHAPE = new DataShape.Examples(List.of(1, 6, 6), 3);
    private static final ModelContext CONTEXT = new ModelContext("noise", SHAPE, WORKERS);
    private static final Model MODEL =
            new WideResNet().create(new WideResNet.Settings(10, 1, BatchStatistics.AVERAGED, 1), CONTEXT);

    /** Noise with classes. */
    private static final class Noise implements Examples {
        @Override
        public int size() {
            return 60;
        }

        @Override
        public DataShape.Examples shape() {
            return SHAPE;
        }

        @Override
        public boolean isHeldOut(int item) {
            return item >= 48;
        }

        @Override
        public void copy(int item, float[] target, int at) {
            float[] pixels = new Generator(item).normal(0.5, 1, 36);
            System.arraycopy(pixels, 0, target, at, pixels.length);
        }

        @Override
        public int label(int item) {
            return item % 3;
        }

        @Override
        public int groups() {
            return 1;
        }

        @Override
        public int group(int item) {
            return 0;
        }

        @Override
        public String identity() {
            return "noise";
        }
    }

    @SuppressWarnings("rawtypes")
    static List<DistributedMethodFactory> all() {
        List<DistributedMethodFactory> all = new ArrayList<>();
        ServiceLoader.load(DistributedMethodFactory.class).forEach(all::add);
        assertThat(all).hasSizeGreaterThan(20);
        return all;
    }

    @ParameterizedTest
    @MethodSource("all")
    void statisticsStayWithinThoseOfTheWorkers(DistributedMethodFactory<?> factory) {
        if (factory.refusesStatistics() != null) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> factory.requireFit(MODEL))
                    .withMessageContaining(factory.id());
            return;
        }
        factory.requireFit(MODEL);
        double[] evaluated = trained(factory);
        Layout layout = new Layout(MODEL.parameters());
        int moved = 0;
        for (int i = 0; i < layout.statistics(); ) {
            boolean isVariance = layout.specs().get(moved).name().endsWith(".variance");
            for (long j = 0; j < layout.specs().get(moved).elements(); j++, i++) {
                if (isVariance) {
                    // Each batch moves a variance a tenth of the way to another one, from 1.
                    assertThat(evaluated[i]).isFinite().isGreaterThanOrEqualTo(0.99 * Math.pow(0.9, steps(factory)));
                } else {
                    assertThat(evaluated[i]).isFinite();
                }
                if (!factory.id().equals(STAYS)) {
                    assertThat(evaluated[i]).isNotEqualTo(isVariance ? 1 : 0);
                }
            }
            moved++;
        }
    }

    private static <S extends Record> double[] trained(DistributedMethodFactory<S> factory) {
        OptimizerFactory<?> optimizers = Workers.usualOptimizer(factory);
        ReplicaSetup setup = new ReplicaSetup(
                MODEL,
                new ExampleBatches(new Noise(), new IidPartitioner(), WORKERS, 4, 8, 1),
                optimizer(optimizers),
                step -> 1,
                steps(factory),
                new Clipping.GlobalNorm(1),
                WORKERS,
                factory.hasServer() ? EveryClient.everyone(WORKERS) : null,
                Federation.flat(WORKERS),
                1,
                Device.CPU,
                DType.FLOAT32,
                GradientPass.PLAIN,
                ReplicaMode.THREADED,
                1,
                null);
        double[][] evaluated = new double[1][];
        try (Replicas replicas = new Replicas(setup, TrainingListener.none())) {
            Communicator net = new Communicator(TrainingListener.none(), Casts.FP32, AskedNetwork.prompt(WORKERS + 1));
            TensorScope.run(() -> {
                DistributedMethod method =
                        factory.create(factory.settingsType().cast(DefaultSettings.withPeriods(factory, 2)), replicas);
                long steps = factory.steps(
                        factory.settingsType().cast(DefaultSettings.withPeriods(factory, 2)),
                        steps(factory),
                        WORKERS,
                        null);
                for (long step = 0; step < steps; step++) {
                    long now = step;
                    net.beginStep();
                    TensorScope.run(() -> method.step(now, replicas, net));
                    replicas.figures().take();
                }
                net.beginStep();
                TensorScope.run(() -> method.finish(steps, replicas, net));
                evaluated[0] = method.evaluated(replicas).parameters().toDoubles();
            });
        }
        return evaluated[0];
    }

    private static <S extends Record> Optimizer optimizer(OptimizerFactory<S> factory) {
        return factory.create(factory.settingsType().cast(DefaultSettings.of(factory)));
    }
}
