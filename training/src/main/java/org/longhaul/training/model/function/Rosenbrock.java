package org.longhaul.training.model.function;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.longhaul.extension.PlainNumber;
import org.longhaul.extension.Provides;
import org.longhaul.training.model.Init;
import org.longhaul.training.model.Model;
import org.longhaul.training.model.ModelContext;
import org.longhaul.training.model.ModelFactory;
import org.longhaul.training.model.ParameterGroup;
import org.longhaul.training.model.ParameterSpec;
import org.longhaul.training.task.Batch;
import org.longhaul.training.task.DrawnBatches;
import org.longhaul.training.task.Task;
import org.longhaul.training.task.TokenBatches;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Tensor;

/**
 * Rosenbrock's function of two parameters, f(x1, x2) = (1 - x1)^2 + 100 (x2 - x1^2)^2, with noisy gradients that differ from
 * worker to worker: a curved valley in which averaged and local optimizer states part ways.
 *
 * <p><b>Model.</b> The gradient of worker m at a step is that of f plus o^m + n. The offsets o^m are normal and centred, so that
 * their mean over the workers is 0 and the mean function is f, least at (1, 1); n is normal from a stream of (seed, worker,
 * step). {@link #loss} adds (o + n) x - (value of it), which changes the gradient and not the value. Validation gives f.
 *
 * <p><b>Batches</b> are {@link DrawnBatches}: inputs are the offset o^m, targets the noise n.
 */
public final class Rosenbrock implements Model {
    private static final int ELEMENTS = 2;
    private static final double MOST = 1e12;

    private final Settings settings;
    private final int workers;

    /** By seed: drawn once, as every step needs the offsets. */
    private final Map<Long, DrawnBatches> drawn = new ConcurrentHashMap<>();

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
        if (batch.targets().elements() > 0) {
            tilts = tilts.add(batch.targets().to(type).view(replicas, ELEMENTS));
        }
        Tensor tilt = tilts.narrow(1, 0, 1)
                .view(replicas)
                .mul(first)
                .add(tilts.narrow(1, 1, 1).view(replicas).mul(second));
        Tensor slope = first.neg().add(1).square();
        Tensor valley = second.sub(first.square()).square().mul(100);
        return slope.add(valley).add(tilt.sub(tilt.detach()));
    }

    @Override
    public TokenBatches ownBatches(long seed) {
        return drawn(seed);
    }

    private DrawnBatches drawn(long seed) {
        return drawn.computeIfAbsent(
                seed,
                each -> new DrawnBatches(each, workers, ELEMENTS, settings.offsetDeviation, settings.noiseDeviation));
    }
}
