package org.longhaul.training.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.longhaul.training.DefaultSettings;
import org.longhaul.training.task.Batch;
import org.longhaul.training.task.BatchSource;
import org.longhaul.training.task.DataShape;
import org.longhaul.training.task.Task;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Generator;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;

/** What every registered model keeps, made from the defaults of its settings. */
@SuppressWarnings("rawtypes")
class ModelContractTest {
    private static final int VOCABULARY = 64;
    private static final int LENGTH = 12;
    private static final int CLASSES = 7;
    private static final ModelContext CONTEXT = new ModelContext(VOCABULARY, LENGTH, 2);

    /** The larger ones for models whose convolutions leave nothing of the others. */
    private static final List<ModelContext> IMAGES =
            Stream.of(12, 99).map(ModelContractTest::images).toList();

    private static ModelContext images(int side) {
        return new ModelContext("images", new DataShape.Examples(List.of(2, side, side), CLASSES), 2);
    }

    static List<ModelFactory> factories() {
        List<ModelFactory> all = ServiceLoader.load(ModelFactory.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        assertThat(all)
                .extracting(ModelFactory::id)
                .contains(
                        "transformer",
                        "quadratic",
                        "mlp",
                        "cnn",
                        "resnet18",
                        "wide-resnet",
                        "femnist-cnn",
                        "lstm",
                        "patch-transformer");
        assertThat(all).extracting(ModelFactory::id).doesNotHaveDuplicates();
        return all;
    }

    @ParameterizedTest
    @MethodSource("factories")
    void saysWhatItIs(ModelFactory factory) {
        assertThat(factory.id()).matches("[a-z0-9-]+");
        assertThat(factory.description()).endsWith(".");
        assertThat(factory.source()).isNotBlank();
        for (RecordComponent component : components(factory)) {
            assertThat(component.getAccessor().getAnnotation(JsonPropertyDescription.class))
                    .as(component.getName())
                    .isNotNull();
        }
    }

    @ParameterizedTest
    @MethodSource("factories")
    void groupsFollowTheParametersAndCoverThem(ModelFactory factory) {
        Model model = create(factory);
        List<Layout.Range> ranges = new Layout(model.parameters()).ranges();
        double share = 0;
        for (int i = 0; i < model.groups().size(); i++) {
            assertThat(ranges.get(i).group()).isEqualTo(model.groups().get(i).name());
            assertThat(ranges.get(i).length()).isEqualTo(model.groups().get(i).elements());
            share += model.groups().get(i).flopsShare();
        }
        assertThat(ranges).hasSameSizeAs(model.groups());
        assertThat(share).isCloseTo(1, within(1e-12));
        assertThat(model.forwardFlopsPerItem()).isPositive();
        assertThat(model.backwardFlopsPerItem()).isEqualTo(2 * model.forwardFlopsPerItem());
    }

    @ParameterizedTest
    @MethodSource("factories")
    void lossIsAFiniteScalarWhoseGradientPointsUphill(ModelFactory factory) {
        Model model = create(factory);
        try (FlatParameters flat = new FlatParameters(model, Device.CPU, DType.FLOAT64)) {
            flat.initialize(5);
            TensorScope.run(() -> {
                Batch batch = batch(factory, model);
                Tensor loss = model.loss(flat.leaves(), batch);
                assertThat(loss.shape()).isEmpty();
                assertThat(loss.item()).isFinite();
                loss.backward();
                double squared = flat.gradients().square().sum().item();
                assertThat(squared).isPositive().isFinite();
                // A small step against the gradient lowers the noise-free loss by its square, to first order.
                double step = 1e-6;
                flat.parameters().addInPlace(flat.gradients(), -step);
                double lower = model.loss(flat.leaves(), batch).item();
                if (model.ownBatches(1) == null) {
                    assertThat((loss.item() - lower) / step).isCloseTo(squared, within(0.01 * squared));
                }
            });
        }
    }

    @ParameterizedTest
    @MethodSource("factories")
    void theLossIsAFunctionOfItsArguments(ModelFactory factory) {
        Model model = create(factory);
        Model again = create(factory);
        try (FlatParameters flat = new FlatParameters(model, Device.CPU)) {
            flat.initialize(5);
            TensorScope.run(() -> {
                double first = model.loss(flat.leaves(), batch(factory, model)).item();
                assertThat(model.loss(flat.leaves(), batch(factory, model)).item())
                        .isEqualTo(first);
                assertThat(again.loss(flat.leaves(), batch(factory, again)).item())
                        .isEqualTo(first);
            });
        }
    }

    private static Batch batch(ModelFactory factory, Model model) {
        BatchSource own = model.ownBatches(1);
        if (own != null) {
            return own.batch(1, 3, Device.CPU);
        }
        Generator random = new Generator(2);
        if (model.task().equals(Task.CLASSIFICATION)) {
            int side = ((DataShape.Examples) IMAGES.get(index(factory)).shape())
                    .dimensions()
                    .get(1);
            return new Batch(
                    random.uniform(Device.CPU, 0, 1, 3, 2, side, side),
                    random.uniform(Device.CPU, 0, CLASSES, 3).to(DType.INT64),
                    3);
        }
        return Batch.ofTokens(
                random.uniform(Device.CPU, 0, VOCABULARY, 2, LENGTH + 1).to(DType.INT64));
    }

    @SuppressWarnings("unchecked")
    private static RecordComponent[] components(ModelFactory factory) {
        Class<? extends Record> type = factory.settingsType();
        return Objects.requireNonNull(type.getRecordComponents());
    }

    /** Of tokens if it learns from them, of images else. */
    @SuppressWarnings("unchecked")
    private static Model create(ModelFactory factory) {
        Record settings = DefaultSettings.of(factory);
        try {
            return factory.create(settings, CONTEXT);
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageContaining("'" + factory.id() + "'").hasMessageContaining("'text'");
            return factory.create(settings, IMAGES.get(index(factory)));
        }
    }

    private static int index(ModelFactory factory) {
        return factory.id().equals("patch-transformer") ? 1 : 0;
    }
}
