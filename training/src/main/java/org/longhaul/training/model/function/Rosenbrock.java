package org.longhaul.training.model.function;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.longhaul.extension.Hashes;
import org.longhaul.extension.PlainNumber;
import org.longhaul.extension.Provides;
import org.longhaul.training.model.Init;
import org.longhaul.training.model.Model;
import org.longhaul.training.model.ModelContext;
import org.longhaul.training.model.ModelFactory;
import org.longhaul.training.model.ParameterGroup;
import org.longhaul.training.model.ParameterSpec;
import org.longhaul.training.task.Batch;
import org.longhaul.training.task.Task;
import org.longhaul.training.task.TokenBatches;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Generator;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;
import org.longhaul.training.tensor.Tensors;

/**
 * Rosenbrock's function of two parameters, f(x1, x2) = (1 - x1)^2 + 100 (x2 - x1^2)^2, with noisy gradients that differ from
 * worker to worker: a curved valley in which averaged and local optimizer states part ways.
 *
 * <p><b>Model.</b> The gradient of worker m at a step is that of f plus o^m + n. The offsets o^m are normal and centred, so that
 * their mean over the workers is 0 and the mean function is f, least at (1, 1); n is normal from a stream of (seed, worker,
 * step). {@link #loss} adds (o + n) x - (value of it), which changes the gradient and not the value. Validation gives f.
 *
 * <p><b>Batches.</b> Inputs [1, 2]: o + n, zero for validation. Targets [1, 0]. A batch counts as one token of one byte.
 */
public final class Rosenbrock implements Model {
    private static final int ELEMENTS = 2;
    private static final double MOST = 1e12;

    private final Settings settings;
    private final int workers;

    /** By seed, the offsets of each worker. */
    private final Map<Long, double[][]> offsets = new ConcurrentHashMap<>();

    /** Scales; see the annotations. */
    public record Settings(
            @JsonProperty(defaultValue = "-1.5") @JsonPropertyDescription("initial first parameter") double firstStart,
            @JsonProperty(defaultValue = "2") @JsonPropertyDescription("initial second parameter") double secondStart,
            @JsonProperty(defaultValue = "3")
                    @JsonPropertyDescription(
                            "standard deviation of what each worker's gradients are always off by; 0 for equal workers")
                    double offsetDeviation,
            @JsonProperty(defaultValue = "1.5") @JsonPropertyDescription("standard deviation of the gradient noise")
                    double noiseDeviation) {
        public Settings {
            if (!Double.isFinite(firstStart) || !Double.isFinite(secondStart)) {
                throw new IllegalArgumentException(
                        "firstStart (" + firstStart + ") and secondStart (" + secondStart + ") must be finite");
            }
            requireDeviation("offsetDeviation", offsetDeviation);
            requireDeviation("noiseDeviation", noiseDeviation);
        }

        private static void requireDeviation(String name, double value) {
            if (!(value >= 0 && value <= MOST)) {
                throw new IllegalArgumentException(name + " (" + PlainNumber.of(value) + ") must lie in [0, 1e12]");
            }
        }
    }

    /** Makes them. */
    @SuppressWarnings("rawtypes")
    @AutoService(ModelFactory.class)
    @Provides(
            id = "rosenbrock",
            description =
                    "Rosenbrock's function of two parameters, with noise and an offset of each worker's gradients.",
            source =
                    "Rosenbrock, An Automatic Method for Finding the Greatest or Least Value of a Function, 1960; as a toy of"
                            + " local optimizers: DES-LOC, arXiv 2505.22549; the offsets of workers are ours")
    public static final class Factory implements ModelFactory<Settings> {
        @Override
        public Model create(Settings settings, ModelContext context) {
            return new Rosenbrock(settings, context);
        }
    }

    Rosenbrock(Settings settings, ModelContext context) {
        this.settings = settings;
        this.workers = context.workers();
    }

    @Override
    public List<ParameterSpec> parameters() {
        return List.of(
                new ParameterSpec("x1", List.of(1L), "x1", new Init.Constant(settings.firstStart)),
                new ParameterSpec("x2", List.of(1L), "x2", new Init.Constant(settings.secondStart)));
    }

    @Override
    public List<ParameterGroup> groups() {
        return List.of(new ParameterGroup("x1", 1, 0.5), new ParameterGroup("x2", 1, 0.5));
    }

    @Override
    public Task task() {
        return Task.LANGUAGE_MODELLING;
    }

    @Override
    public String identity() {
        return "rosenbrock " + settings + " of " + workers + " workers";
    }

    @Override
    public double forwardFlopsPerItem() {
        return 8;
    }

    @Override
    public boolean isStackable() {
        return true;
    }

    @Override
    public Tensor loss(Tensor[] parameters, Batch batch) {
        return values(parameters, batch, 1).sum();
    }

    @Override
    public Tensor losses(Tensor[] stacked, Batch batch, int replicas) {
        return values(stacked, batch, replicas);
    }

    /** Of so many replicas, [replicas]. */
    private static Tensor values(Tensor[] parameters, Batch batch, int replicas) {
        DType type = parameters[0].dtype();
        Tensor first = parameters[0].view(replicas);
        Tensor second = parameters[1].view(replicas);
        Tensor tilts = batch.inputs().to(type).view(replicas, ELEMENTS);
        Tensor tilt = tilts.narrow(1, 0, 1)
                .view(replicas)
                .mul(first)
                .add(tilts.narrow(1, 1, 1).view(replicas).mul(second));
        Tensor slope = first.neg().add(1).square();
        Tensor valley = second.sub(first.square()).square().mul(100);
        return slope.add(valley).add(tilt.sub(tilt.detach()));
    }

    /**
     * What a worker's gradients are always off by.
     *
     * @param seed master seed, as given to {@link #ownBatches}
     */
    double[] offsets(long seed, int worker) {
        return offsets.computeIfAbsent(seed, this::drawOffsets)[worker].clone();
    }

    private double[][] drawOffsets(long seed) {
        double[][] drawn = new double[workers][];
        double[] mean = new double[ELEMENTS];
        for (int worker = 0; worker < workers; worker++) {
            drawn[worker] = draw(settings.offsetDeviation, seed, 0, worker);
            for (int i = 0; i < ELEMENTS; i++) {
                mean[i] += drawn[worker][i] / workers;
            }
        }
        for (double[] offset : drawn) {
            for (int i = 0; i < ELEMENTS; i++) {
                offset[i] -= mean[i];
            }
        }
        return drawn;
    }

    private static double[] draw(double deviation, long... key) {
        double[] values = new double[ELEMENTS];
        if (deviation == 0) {
            return values;
        }
        long state = 0;
        for (long part : key) {
            state = Hashes.next(state ^ part);
        }
        Generator generator = new Generator(state);
        TensorScope.run(() -> System.arraycopy(
                generator.normal(Device.CPU, 0, deviation, ELEMENTS).toDoubles(), 0, values, 0, ELEMENTS));
        return values;
    }

    @Override
    public TokenBatches ownBatches(long seed) {
        return new TokenBatches() {
            @Override
            public Batch batch(int worker, long step, Device device) {
                double[] tilt = offsets(seed, worker);
                double[] noise = draw(settings.noiseDeviation, seed, 1 + step, worker);
                for (int i = 0; i < ELEMENTS; i++) {
                    tilt[i] += noise[i];
                }
                return new Batch(Tensors.of(device, tilt, 1, ELEMENTS), Tensors.zeros(device, 1, 0), 1);
            }

            @Override
            public String identity() {
                return "drawn by the seed " + seed;
            }

            @Override
            public int validationBatches() {
                return 1;
            }

            @Override
            public Batch validation(int index, Device device) {
                return new Batch(Tensors.zeros(device, 1, ELEMENTS), Tensors.zeros(device, 1, 0), 1);
            }

            @Override
            public long itemsPerBatch() {
                return 1;
            }

            @Override
            public double bytesPerToken() {
                return 1;
            }
        };
    }
}
