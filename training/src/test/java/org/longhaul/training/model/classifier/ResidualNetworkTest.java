package org.longhaul.training.model.classifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.longhaul.training.model.CalibratedModel;
import org.longhaul.training.model.FeatureModel;
import org.longhaul.training.model.FlatParameters;
import org.longhaul.training.model.Init;
import org.longhaul.training.model.Layout;
import org.longhaul.training.model.Model;
import org.longhaul.training.model.ModelContext;
import org.longhaul.training.model.ParameterGroup;
import org.longhaul.training.model.ParameterSpec;
import org.longhaul.training.model.ScoringModel;
import org.longhaul.training.task.Batch;
import org.longhaul.training.task.DataShape;
import org.longhaul.training.tensor.Autograd;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Functional;
import org.longhaul.training.tensor.Generator;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;
import org.longhaul.training.tensor.Tensors;

class ResidualNetworkTest {
    private static ModelContext images(int channels, int side, int classes) {
        return new ModelContext("images", new DataShape.Examples(List.of(channels, side, side), classes), 1);
    }

    private static Model resnet(int width, BatchStatistics statistics, ModelContext context) {
        return new ResNet18().create(new ResNet18.Settings(width, statistics, 3), context);
    }

    private static Model wide(int depth, int widening, BatchStatistics statistics, ModelContext context) {
        return new WideResNet().create(new WideResNet.Settings(depth, widening, statistics, 3), context);
    }

    private static long elements(Model model, java.util.function.Predicate<ParameterSpec> which) {
        return model.parameters().stream()
                .filter(which)
                .mapToLong(ParameterSpec::elements)
                .sum();
    }

    /** Counts of the facts: 11,159,232 in convolutions, 9,600 in norms, 5,130 in the last layer. */
    @Test
    void resnet18HasItsPublishedNumberOfParameters() {
        Model ten = resnet(64, BatchStatistics.AVERAGED, images(3, 32, 10));
        assertThat(elements(ten, ParameterSpec::isTrained)).isEqualTo(11_173_962);
        assertThat(elements(ten, spec -> spec.shape().size() == 4)).isEqualTo(11_159_232);
        assertThat(elements(ten, spec -> spec.isTrained() && spec.name().contains("norm")))
                .isEqualTo(9_600);
        assertThat(elements(ten, spec -> spec.name().startsWith("head"))).isEqualTo(5_130);
        assertThat(elements(ten, ParameterSpec::isPrunable)).isEqualTo(11_164_352);
        assertThat(new Layout(ten.parameters()).statistics()).isEqualTo(9_600);
        assertThat(ten.groups().get(0)).isEqualTo(new ParameterGroup("statistics", 9_600, 0));
        Model hundred = resnet(64, BatchStatistics.STATIC, images(3, 32, 100));
        assertThat(hundred.elements()).isEqualTo(11_220_132);
        assertThat(hundred.parameters()).allMatch(ParameterSpec::isTrained);
    }

    /** WRN-28-2, counted by hand: stem, three stages of four blocks with one 1 x 1 shortcut each, norms, last layer. */
    @Test
    void wideResNetHasItsNumberOfParameters() {
        long stem = 9 * 3 * 16;
        long convolutions = 0;
        long norms = 0;
        int in = 16;
        for (int out : new int[] {32, 64, 128}) {
            convolutions += 9L * in * out + 7 * 9L * out * out + (long) in * out;
            norms += 2L * in + 7 * 2L * out;
            in = out;
        }
        long expected = stem + convolutions + norms + 2 * 128 + 128 * 10 + 10;
        assertThat(expected).isEqualTo(1_467_610);
        Model model = wide(28, 2, BatchStatistics.AVERAGED, images(3, 32, 10));
        assertThat(elements(model, ParameterSpec::isTrained)).isEqualTo(expected);
        assertThatThrownBy(() -> new WideResNet.Settings(27, 2, BatchStatistics.STATIC, 1))
                .hasMessage("depth (27) must be 6 n + 4: 10, 16, 22, 28, ...");
    }

    /** Multiplications and additions of every convolution of ResNet-18 at 32 x 32, by hand: 0.56 thousand million pairs. */
    @Test
    void flopsAreThoseOfTheConvolutions() {
        long pairs = 27L * 64 * 1024 + 4 * 9L * 64 * 64 * 1024;
        int[] widths = {64, 128, 256, 512};
        int[] pixels = {1024, 256, 64, 16};
        for (int stage = 1; stage < 4; stage++) {
            long in = widths[stage - 1];
            long out = widths[stage];
            pairs += (9 * in * out + 3 * 9 * out * out + in * out) * pixels[stage];
        }
        assertThat(pairs).isEqualTo(555_417_600);
        Model model = resnet(64, BatchStatistics.AVERAGED, images(3, 32, 10));
        assertThat(model.forwardFlopsPerItem()).isEqualTo(2.0 * pairs + 2 * 512 * 10 + 10);
        // Odd sizes round up: 5, 5, 3, 2, 1.
        long small = 9L * 2 * 25 + 4 * 9L * 2 * 2 * 25;
        int[] narrow = {2, 4, 8, 16};
        int[] left = {25, 9, 4, 1};
        for (int stage = 1; stage < 4; stage++) {
            long in = narrow[stage - 1];
            long out = narrow[stage];
            small += (9 * in * out + 3 * 9 * out * out + in * out) * left[stage];
        }
        assertThat(resnet(2, BatchStatistics.STATIC, images(1, 5, 3)).forwardFlopsPerItem())
                .isEqualTo(2.0 * small + 2 * 16 * 3 + 3);
    }

    /** 4 pixels of one image, kept by the stem's rectifier and norm, blocks of two convolutions and what ReLUs give, by hand. */
    @Test
    void activationsAreCountedByLayer() {
        Model model = wide(10, 1, BatchStatistics.STATIC, images(3, 4, 10));
        Model.Pass pass = new Model.Pass(false, false, false);
        double stem = 3 * 16 + 16 * 16;
        double first = 4 * 16.0 * 16;
        double second = 4 * 4.0 * 32 + 4 * 32;
        double third = 4 * 64.0 + 64;
        assertThat(model.activationsPerItem(pass)).isEqualTo(stem + first + second + third + 2 * 64);
        assertThat(model.activationsPerItem(new Model.Pass(true, false, false)))
                .isLessThan(model.activationsPerItem(pass));
    }

    /** By the definition: (x - mean) / sqrt(variance + 1e-5) over B, Y, X, variance over n; the statistic has n - 1. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void batchNormIsItsDefinition(int replicas) {
        TensorScope.run(() -> {
            int rows = 4;
            int channels = 2;
            int pixels = 3 * 5;
            Generator random = new Generator(3);
            Tensor x = random.normal(Device.CPU, 1, 2, (long) replicas * rows, channels, 3, 5)
                    .to(DType.FLOAT64);
            long[] shape = replicas == 1 ? new long[] {channels} : new long[] {replicas, channels};
            Tensor scale = random.normal(Device.CPU, 1, 1, shape).to(DType.FLOAT64);
            Tensor shift = random.normal(Device.CPU, 0, 1, shape).to(DType.FLOAT64);
            Tensor mean = Tensors.zerosLike(scale);
            Tensor variance = Tensors.zerosLike(scale);
            double[] y =
                    Functional.batchNormOfBatch(x, scale, shift, mean, variance).toDoubles();
            double[] given =
                    Functional.batchNorm(x, scale, shift, mean, variance).toDoubles();
            double[] in = x.toDoubles();
            for (int replica = 0; replica < replicas; replica++) {
                for (int channel = 0; channel < channels; channel++) {
                    int place = replica * channels + channel;
                    double sum = 0;
                    double squares = 0;
                    for (int at : places(replica, channel, rows, channels, pixels)) {
                        sum += in[at];
                        squares += in[at] * in[at];
                    }
                    int n = rows * pixels;
                    double m = sum / n;
                    double v = squares / n - m * m;
                    assertThat(mean.toDoubles()[place]).isCloseTo(m, within(1e-12));
                    assertThat(variance.toDoubles()[place]).isCloseTo(v * n / (n - 1), within(1e-12));
                    for (int at : places(replica, channel, rows, channels, pixels)) {
                        double by = scale.toDoubles()[place];
                        double to = shift.toDoubles()[place];
                        assertThat(y[at]).isCloseTo(by * (in[at] - m) / Math.sqrt(v + 1e-5) + to, within(1e-12));
                        double root = Math.sqrt(v * n / (n - 1) + 1e-5);
                        assertThat(given[at]).isCloseTo(by * (in[at] - m) / root + to, within(1e-12));
                    }
                }
            }
        });
    }

    private static int[] places(int replica, int channel, int rows, int channels, int pixels) {
        int[] places = new int[rows * pixels];
        for (int row = 0; row < rows; row++) {
            for (int pixel = 0; pixel < pixels; pixel++) {
                places[row * pixels + pixel] = ((replica * rows + row) * channels + channel) * pixels + pixel;
            }
        }
        return places;
    }

    private static Batch batch(int seed, int rows, int channels, int side) {
        Generator random = new Generator(seed);
        return new Batch(
                random.normal(Device.CPU, 0.5, 1, rows, channels, side, side),
                random.uniform(Device.CPU, 0, 3, rows).to(DType.INT64),
                rows);
    }

    /** Central differences of every element, of both orders of norms and convolutions. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void gradientsAreThoseOfFiniteDifferences(boolean isBefore) {
        ModelContext context = images(1, 5, 3);
        Model model = new ResidualNetwork(
                "small",
                new ResidualNetwork.Plan(isBefore, 2, List.of(2, 3), 1, BatchStatistics.AVERAGED, 1),
                context.images("small"));
        try (FlatParameters flat = new FlatParameters(model, Device.CPU, DType.FLOAT64)) {
            flat.initialize(5);
            TensorScope.run(() -> {
                Batch batch = batch(2, 4, 1, 5);
                model.loss(flat.leaves(), batch).backward();
                double[] gradient = flat.gradients().toDoubles();
                int statistics = Math.toIntExact(flat.layout().statistics());
                for (int i = 0; i < gradient.length; i++) {
                    Tensor element = flat.parameters().narrow(0, i, 1);
                    double step = 1e-6;
                    element.addInPlace(step);
                    double up = loss(model, flat, batch);
                    element.addInPlace(-2 * step);
                    double down = loss(model, flat, batch);
                    element.addInPlace(step);
                    assertThat(gradient[i])
                            .as("element %s", i)
                            .isCloseTo(i < statistics ? 0 : (up - down) / (2 * step), within(1e-6));
                }
            });
        }
    }

    private static double loss(Model model, FlatParameters flat, Batch batch) {
        double[] value = new double[1];
        Autograd.withoutGradients(
                () -> value[0] = model.loss(flat.leaves(), batch).item());
        return value[0];
    }

    /** The stem's statistics after one and after two batches, from its convolution alone. */
    @Test
    void everyRecordedPassMovesTheRunningStatisticsATenthOfTheWay() {
        Model model = resnet(2, BatchStatistics.AVERAGED, images(1, 6, 3));
        try (FlatParameters flat = new FlatParameters(model, Device.CPU, DType.FLOAT64)) {
            flat.initialize(1);
            TensorScope.run(() -> {
                double[] mean = {0, 0};
                double[] variance = {1, 1};
                for (int seed = 1; seed <= 2; seed++) {
                    Batch batch = batch(seed, 4, 1, 6);
                    loss(model, flat, batch); // moves nothing: a pass that is not recorded
                    model.loss(flat.leaves(), batch).backward();
                    int first = index(model, "stem.conv.weight");
                    Tensor y = Functional.conv2d(
                            batch.inputs().to(DType.FLOAT64), flat.leaves()[first].detach(), null, 1, 1);
                    double[] values = y.toDoubles();
                    for (int channel = 0; channel < 2; channel++) {
                        int[] places = places(0, channel, 4, 2, 36);
                        int c = channel;
                        double m = Arrays.stream(places)
                                .mapToDouble(at -> values[at])
                                .average()
                                .orElseThrow();
                        double v = Arrays.stream(places)
                                        .mapToDouble(at -> (values[at] - m) * (values[at] - m))
                                        .sum()
                                / (places.length - 1);
                        mean[c] = 0.9 * mean[c] + 0.1 * m;
                        variance[c] = 0.9 * variance[c] + 0.1 * v;
                    }
                    assertThat(flat.leaves()[0].toDoubles()).containsExactly(mean, within(1e-12));
                    assertThat(flat.leaves()[1].toDoubles()).containsExactly(variance, within(1e-12));
                }
            });
        }
    }

    private static int index(Model model, String name) {
        return model.parameters().stream().map(ParameterSpec::name).toList().indexOf(name);
    }

    private static Tensor[] views(FlatParameters flat) {
        Tensor[] views = new Tensor[flat.leaves().length];
        for (int i = 0; i < views.length; i++) {
            views[i] = flat.layout().slice(flat.parameters(), i);
        }
        return views;
    }

    /** Judged by its running statistics, an image's scores do not depend on those beside it; trained, they do. */
    @Test
    void aModelIsJudgedByItsRunningStatistics() {
        Model model = resnet(2, BatchStatistics.AVERAGED, images(1, 6, 3));
        try (FlatParameters flat = new FlatParameters(model, Device.CPU, DType.FLOAT64)) {
            flat.initialize(1);
            TensorScope.run(() -> {
                Tensor images = batch(1, 4, 1, 6).inputs();
                FeatureModel scoring = (FeatureModel) model;
                Tensor all = scoring.scores(views(flat), images).narrow(0, 0, 1);
                Tensor alone = scoring.scores(views(flat), images.narrow(0, 0, 1));
                assertThat(alone.toDoubles()).containsExactly(all.toDoubles(), within(1e-12));
                Tensor features = scoring.features(views(flat), images);
                assertThat(features.shape()).containsExactly(4, scoring.featureWidth());
                assertThat(scoring.head(views(flat), features).narrow(0, 0, 1).toDoubles())
                        .containsExactly(all.toDoubles(), within(1e-12));
                Tensor trained = scoring.scores(flat.leaves(), images).narrow(0, 0, 1);
                assertThat(difference(trained, all)).isGreaterThan(1e-3);
            });
        }
    }

    private static double difference(Tensor a, Tensor b) {
        return a.sub(b).abs().max().item();
    }

    /** Of one batch: the scores are those of the batch but for n - 1 against n; of several: the mean of their statistics. */
    @Test
    void staticStatisticsAreTheMeanOfThoseOfTheBatches() {
        Model model = resnet(2, BatchStatistics.STATIC, images(1, 6, 3));
        CalibratedModel calibrated = (CalibratedModel) model;
        assertThat(calibrated.calibrationBatches()).isEqualTo(3);
        assertThat(((CalibratedModel) resnet(2, BatchStatistics.AVERAGED, images(1, 6, 3))).calibrationBatches())
                .isZero();
        try (FlatParameters flat = new FlatParameters(model, Device.CPU, DType.FLOAT64)) {
            flat.initialize(1);
            TensorScope.run(() -> {
                Batch one = batch(1, 4, 1, 6);
                Batch two = batch(2, 4, 1, 6);
                int own = flat.leaves().length;
                Tensor[] ofOne = calibrated.calibrated(views(flat), List.of(one));
                Tensor[] ofTwo = calibrated.calibrated(views(flat), List.of(two));
                Tensor[] ofBoth = calibrated.calibrated(views(flat), List.of(one, two));
                assertThat(ofBoth).hasSize(own + 40);
                for (int i = own; i < ofBoth.length; i++) {
                    Tensor mean = ofOne[i].add(ofTwo[i]).mul(0.5);
                    assertThat(ofBoth[i].toDoubles()).containsExactly(mean.toDoubles(), within(1e-12));
                }
                ScoringModel scoring = (ScoringModel) model;
                Tensor alone = scoring.scores(ofBoth, one.inputs().narrow(0, 0, 1));
                Tensor all = scoring.scores(ofBoth, one.inputs()).narrow(0, 0, 1);
                assertThat(alone.toDoubles()).containsExactly(all.toDoubles(), within(1e-12));
            });
        }
    }

    @Test
    void oneValueOfAChannelHasNoVariance() {
        Model model = resnet(2, BatchStatistics.STATIC, images(1, 6, 3));
        try (FlatParameters flat = new FlatParameters(model, Device.CPU)) {
            flat.initialize(1);
            TensorScope.run(() -> assertThatThrownBy(() -> model.loss(flat.leaves(), batch(1, 1, 1, 6)))
                    .hasMessageContaining("has 1 value of each channel in a batch"));
        }
    }

    @Test
    void statisticsLieBeforeWhatIsTrained() {
        ParameterSpec weight = new ParameterSpec("w", List.of(2L, 2L), "a", new Init.Constant(0));
        ParameterSpec statistic =
                new ParameterSpec("m", List.of(2L), "s", new Init.Constant(0), ParameterSpec.Role.STATISTIC);
        assertThat(new Layout(List.of(statistic, weight)).statistics()).isEqualTo(2);
        assertThat(new Layout(List.of(statistic, weight)).part(1, 4).statistics())
                .isEqualTo(1);
        assertThat(new Layout(List.of(weight)).statistics()).isZero();
        assertThatThrownBy(() -> new Layout(List.of(weight, statistic)))
                .hasMessage("the running statistic \"m\" must lie before all parameters that are trained");
    }
}
