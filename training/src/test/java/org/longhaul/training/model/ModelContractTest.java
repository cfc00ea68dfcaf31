package org.longhaul.training.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.longhaul.training.task.Batch;
import org.longhaul.training.task.BatchSource;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Generator;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;

/** What every registered model keeps, made from the defaults of its settings. */
@SuppressWarnings("rawtypes")
class ModelContractTest {
    private static final ModelContext CONTEXT = new ModelContext(64, 12, 2);

    static List<ModelFactory> factories() {
        List<ModelFactory> all = ServiceLoader.load(ModelFactory.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        assertThat(all).extracting(ModelFactory::id).contains("transformer", "quadratic");
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
    void groupsFollowTheParametersAndCoverThem(ModelFactory factory) throws ReflectiveOperationException {
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
    void lossIsAFiniteScalarWhoseGradientPointsUphill(ModelFactory factory) throws ReflectiveOperationException {
        Model model = create(factory);
        try (FlatParameters flat = new FlatParameters(model, Device.CPU, DType.FLOAT64)) {
            flat.initialize(5);
            TensorScope.run(() -> {
                Batch batch = batch(model);
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
    void theLossIsAFunctionOfItsArguments(ModelFactory factory) throws ReflectiveOperationException {
        Model model = create(factory);
        Model again = create(factory);
        try (FlatParameters flat = new FlatParameters(model, Device.CPU)) {
            flat.initialize(5);
            TensorScope.run(() -> {
                double first = model.loss(flat.leaves(), batch(model)).item();
                assertThat(model.loss(flat.leaves(), batch(model)).item()).isEqualTo(first);
                assertThat(again.loss(flat.leaves(), batch(again)).item()).isEqualTo(first);
            });
        }
    }

    private static Batch batch(Model model) {
        BatchSource own = model.ownBatches(1);
        return own != null
                ? own.batch(1, 3, Device.CPU)
                : Batch.ofTokens(new Generator(2)
                        .uniform(Device.CPU, 0, CONTEXT.vocabulary(), 2, CONTEXT.contextLength() + 1)
                        .to(DType.INT64));
    }

    @SuppressWarnings("unchecked")
    private static RecordComponent[] components(ModelFactory factory) {
        Class<? extends Record> type = factory.settingsType();
        return Objects.requireNonNull(type.getRecordComponents());
    }

    @SuppressWarnings("unchecked")
    private static Model create(ModelFactory factory) throws ReflectiveOperationException {
        RecordComponent[] components = components(factory);
        Object[] values = new Object[components.length];
        Class<?>[] types = new Class<?>[components.length];
        for (int i = 0; i < values.length; i++) {
            types[i] = components[i].getType();
            values[i] = defaultValue(components[i]);
        }
        Class<? extends Record> type = factory.settingsType();
        var constructor = type.getDeclaredConstructor(types);
        constructor.setAccessible(true);
        return factory.create(constructor.newInstance(values), CONTEXT);
    }

    @SuppressWarnings("unchecked")
    private static @Nullable Object defaultValue(RecordComponent component) {
        JsonProperty property = component.getAccessor().getAnnotation(JsonProperty.class);
        Class type = component.getType();
        if (property == null || property.defaultValue().isEmpty()) {
            return null;
        }
        String text = property.defaultValue();
        return type == int.class
                ? Integer.valueOf(text)
                : type == double.class
                        ? Double.valueOf(text)
                        : type == boolean.class
                                ? Boolean.valueOf(text)
                                : Enum.valueOf(
                                        type, text.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
