package org.longhaul.training.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.PlainNumber;
import org.longhaul.extension.Provides;
import org.longhaul.training.task.Batch;
import org.longhaul.training.task.DrawnBatches;
import org.longhaul.training.task.Task;
import org.longhaul.training.task.TokenBatches;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.Tensors;

/**
 * Noisy quadratic with the groups of a transformer and few elements: for identities with closed forms, and for runs
 * where only the communication matters.
 *
 * <p><b>Model.</b> Worker m minimizes f_m(x) = 1/2 sum_i h_i (x_i - b_i^m)^2. The curvatures h are the same for all
 * workers, spaced evenly in the logarithm within each group. The offsets b^m are normal and centred, so that their mean
 * over the workers is 0 and the workers' mean function is least at x = 0. The gradient of worker m at a step is h (x -
 * b^m) + n, n normal from a stream of (seed, worker, step): {@link #loss} adds n x - (value of n x), which changes the
 * gradient and not the value. Validation gives 1/2 sum_i h_i x_i^2, the excess of the mean function over its minimum.
 *
 * <p><b>Batches</b> are {@link DrawnBatches}: inputs are the worker's optimum b^m, targets the noise n.
 *
 * @see <a href="https://arxiv.org/abs/1907.04164">Zhang et al., "Which Algorithmic Choices Matter at Which Batch Sizes?
 *     Insights From a Noisy Quadratic Model", 2019</a>
 */
public final class Quadratic implements KnownGradient {
    private final Settings settings;
    private final int workers;
    private final List<ParameterSpec> parameters = new ArrayList<>();
    private final List<ParameterGroup> groups = new ArrayList<>();
    /** The curvatures of a group; made when first needed, so that a model can be sized without being filled. */
    private volatile double @Nullable [] curvatures;

    /** By seed: drawn once, as every step needs the offsets. */
    private final Map<Long, DrawnBatches> drawn = new ConcurrentHashMap<>();

    /** Sizes and scales; see the annotations. */
    public record Settings(
            @JsonProperty(defaultValue = "4") @JsonPropertyDescription("number of blocks between embedding and head")
                    int layers,
            @JsonProperty(defaultValue = "64")
                    @JsonPropertyDescription("elements of the embedding, of each block and of the head")
                    int elements,
            @JsonProperty(defaultValue = "0.01") @JsonPropertyDescription("smallest curvature")
                    double smallestCurvature,
            @JsonProperty(defaultValue = "1") @JsonPropertyDescription("largest curvature") double largestCurvature,
            @JsonProperty(defaultValue = "1")
                    @JsonPropertyDescription(
                            "standard deviation of the workers' optima around their mean; 0 for equal workers")
                    double offsetDeviation,
            @JsonProperty(defaultValue = "1") @JsonPropertyDescription("standard deviation of the gradient noise")
                    double noiseDeviation,
            @JsonProperty(defaultValue = "1") @JsonPropertyDescription("standard deviation of the initial parameters")
                    double initDeviation) {
        public Settings {
            ModelLimits.count("layers", layers, ModelLimits.MOST_LAYERS);
            ModelLimits.count("elements", elements, Integer.MAX_VALUE);
            if ((layers + 2L) * elements > Integer.MAX_VALUE) {
                throw new IllegalArgumentException("elements (" + elements + ") of " + (layers + 2L)
                        + " groups must not exceed " + Integer.MAX_VALUE + " in all");
            }
            ModelLimits.positive("smallestCurvature", smallestCurvature);
            ModelLimits.positive("largestCurvature", largestCurvature);
            if (smallestCurvature > largestCurvature) {
                throw new IllegalArgumentException("smallestCurvature (" + PlainNumber.of(smallestCurvature)
                        + ") must not exceed largestCurvature (" + PlainNumber.of(largestCurvature) + ")");
            }
            ModelLimits.notNegative("offsetDeviation", offsetDeviation);
            ModelLimits.notNegative("noiseDeviation", noiseDeviation);
            ModelLimits.positive("initDeviation", initDeviation);
        }
    }

    /** Makes quadratics. */
    @SuppressWarnings("rawtypes")
    @AutoService(ModelFactory.class)
    @Provides(
            id = "quadratic",
            description =
                    "Noisy quadratic with a shared Hessian, an optimum per worker and the groups of a transformer.",
            source = "Zhang et al., Insights From a Noisy Quadratic Model, 2019 (arXiv 1907.04164)")
    public static final class Factory implements ModelFactory<Settings> {
        @Override
        public Model create(Settings settings, ModelContext context) {
            return new Quadratic(settings, context);
        }
    }

    /** A quadratic for the context's number of workers; its vocabulary and length do not matter. */
    public Quadratic(Settings settings, ModelContext context) {
        this.settings = settings;
        this.workers = context.workers();
        int count = settings.layers + 2;
        addGroup(DecoderShape.EMBEDDING, count);
        for (int i = 0; i < settings.layers; i++) {
            addGroup(DecoderShape.block(i), count);
        }
        addGroup(DecoderShape.HEAD, count);
    }

    private void addGroup(String name, int groupCount) {
        Init init = new Init.Normal(settings.initDeviation);
        parameters.add(new ParameterSpec(name + ".x", List.of((long) settings.elements), name, init));
        groups.add(new ParameterGroup(name, settings.elements, 1.0 / groupCount));
    }

    @Override
    public List<ParameterSpec> parameters() {
        return List.copyOf(parameters);
    }

    @Override
    public List<ParameterGroup> groups() {
        return List.copyOf(groups);
    }

    @Override
    public String identity() {
        return "quadratic " + settings + " of " + workers + " workers";
    }

    /** The curvatures of each group, h, ascending. */
    public double[] curvatures() {
        return groupCurvatures().clone();
    }

    /** Two operations an element, as the rule 2 N for dense layers. */
    @Override
    public double forwardFlopsPerItem() {
        return 2.0 * elements();
    }

    @Override
    public boolean isStackable() {
        return true;
    }

    @Override
    public Task task() {
        return Task.LANGUAGE_MODELLING;
    }

    @Override
    public Tensor loss(Tensor[] parameters, Batch batch) {
        DType type = parameters[0].dtype();
        Tensor optimum = batch.inputs().to(type).view(-1);
        Tensor noise = batch.targets().to(type).view(-1);
        Device device = optimum.device();
        Tensor h = Tensors.of(device, groupCurvatures(), settings.elements).to(type);
        Tensor loss = Tensors.zeros(device, type);
        for (int i = 0; i < parameters.length; i++) {
            Tensor x = parameters[i];
            long start = (long) i * settings.elements;
            Tensor distance = x.sub(optimum.narrow(0, start, settings.elements));
            loss = loss.add(distance.square().mul(h).sum().mul(0.5));
            if (noise.elements() > 0) {
                Tensor tilt = noise.narrow(0, start, settings.elements).mul(x).sum();
                loss = loss.add(tilt.sub(tilt.detach()));
            }
        }
        return loss;
    }

    /** h (x - b) + n, and the loss group by group as {@link #loss} adds it up. */
    @Override
    public Tensor addGradient(Tensor[] parameters, Batch batch, Tensor gradients) {
        DType type = parameters[0].dtype();
        Device device = parameters[0].device();
        Tensor optimum = batch.inputs().to(type).view(parameters.length, settings.elements);
        Tensor h = Tensors.of(device, groupCurvatures(), settings.elements).to(type);
        Tensor x = Tensors.stack(List.of(parameters), 0);
        Tensor distance = x.sub(optimum);
        Tensor gradient = distance.mul(h);
        Tensor terms = distance.square().mulInPlace(h);
        Tensor loss = Tensors.zeros(device, type);
        for (int i = 0; i < parameters.length; i++) {
            loss = loss.add(terms.select(0, i).sum().mul(0.5));
        }
        if (batch.targets().elements() > 0) {
            Tensor noise = batch.targets().to(type).view(parameters.length, settings.elements);
            gradient.addInPlace(noise);
            // Zero where it is finite.
            Tensor tilt = noise.mul(x).sum(1, false);
            loss = loss.add(tilt.sub(tilt).sum());
        }
        gradients.addInPlace(gradient.view(-1));
        return loss;
    }

    @Override
    public Tensor losses(Tensor[] stacked, Batch batch, int replicas) {
        DType type = stacked[0].dtype();
        Tensor optimum = batch.inputs().to(type);
        Tensor noise = batch.targets().to(type);
        Device device = optimum.device();
        Tensor h = Tensors.of(device, groupCurvatures(), settings.elements).to(type);
        Tensor losses = Tensors.zeros(device, type, replicas);
        for (int i = 0; i < stacked.length; i++) {
            Tensor x = stacked[i];
            long start = (long) i * settings.elements;
            Tensor distance = x.sub(optimum.narrow(1, start, settings.elements));
            losses = losses.add(distance.square().mul(h).sum(1, false).mul(0.5));
            if (noise.elements() > 0) {
                Tensor tilt = noise.narrow(1, start, settings.elements).mul(x).sum(1, false);
                losses = losses.add(tilt.sub(tilt.detach()));
            }
        }
        return losses;
    }

    /**
     * The offsets of a worker, b^m, all groups one after the other.
     *
     * @param seed master seed, as given to {@link #ownBatches}
     */
    public double[] offsets(long seed, int worker) {
        return drawn(seed).offset(worker);
    }

    @Override
    public TokenBatches ownBatches(long seed) {
        return drawn(seed);
    }

    private DrawnBatches drawn(long seed) {
        return drawn.computeIfAbsent(
                seed,
                each -> new DrawnBatches(
                        each, workers, Math.toIntExact(elements()), settings.offsetDeviation, settings.noiseDeviation));
    }

    private double[] groupCurvatures() {
        double[] known = curvatures;
        if (known == null) {
            known = curvatures(settings);
            curvatures = known;
        }
        return known;
    }

    private static double[] curvatures(Settings settings) {
        double[] h = new double[settings.elements];
        double ratio = settings.largestCurvature / settings.smallestCurvature;
        for (int i = 0; i < h.length; i++) {
            double position = h.length == 1 ? 1 : (double) i / (h.length - 1);
            h[i] = settings.smallestCurvature * Math.pow(ratio, position);
        }
        return h;
    }
}
