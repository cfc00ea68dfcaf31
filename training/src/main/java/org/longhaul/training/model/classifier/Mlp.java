package org.longhaul.training.model.classifier;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.List;
import org.longhaul.extension.Provides;
import org.longhaul.training.model.FeatureModel;
import org.longhaul.training.model.Model;
import org.longhaul.training.model.ModelContext;
import org.longhaul.training.model.ModelFactory;
import org.longhaul.training.model.ModelLimits;
import org.longhaul.training.model.ParameterGroup;
import org.longhaul.training.model.ParameterSpec;
import org.longhaul.training.task.DataShape;
import org.longhaul.training.task.Task;
import org.longhaul.training.tensor.Tensor;

/**
 * Multilayer perceptron: the numbers of an example through rectified layers to one score for each class; with no hidden
 * layer, multinomial logistic regression.
 *
 * <p><b>Shapes.</b> Inputs [B, ...], flattened to [B, F]; scores [B, classes].
 */
public final class Mlp implements FeatureModel {
    private static final String ID = "mlp";

    private final Settings settings;
    private final DataShape.Examples shape;
    private final DenseLayers layers;

    /** Sizes. */
    public record Settings(
            @JsonProperty(defaultValue = "[200, 200]")
                    @JsonPropertyDescription("units of the hidden layers; empty for a linear model")
                    List<Integer> hidden) {
        public Settings {
            hidden = List.copyOf(hidden);
            hidden.forEach(units -> ModelLimits.count("hidden", units, ModelLimits.WIDEST));
        }
    }

    /** Makes perceptrons. */
    @SuppressWarnings("rawtypes")
    @AutoService(ModelFactory.class)
    @Provides(
            id = ID,
            description =
                    "Multilayer perceptron that classifies examples; its default is the 2NN of federated averaging.",
            source = "McMahan et al., Communication-Efficient Learning of Deep Networks from Decentralized Data, 2017")
    public static final class Factory implements ModelFactory<Settings> {
        @Override
        public Model create(Settings settings, ModelContext context) {
            return new Mlp(settings, context);
        }
    }

    /** A perceptron for the context's examples. */
    public Mlp(Settings settings, ModelContext context) {
        this.settings = settings;
        shape = context.examples(ID);
        layers = new DenseLayers(shape.elements(), settings.hidden, shape.classes(), true);
    }

    @Override
    public boolean isStackable() {
        return true;
    }

    @Override
    public Task task() {
        return Task.CLASSIFICATION;
    }

    @Override
    public List<ParameterSpec> parameters() {
        return layers.specs();
    }

    @Override
    public List<ParameterGroup> groups() {
        return GroupWork.groups(layers.work());
    }

    @Override
    public double forwardFlopsPerItem() {
        return GroupWork.flops(layers.work());
    }

    @Override
    public double activationsPerItem(Pass pass) {
        return layers.activations();
    }

    @Override
    public String identity() {
        return ID + " " + settings + " of " + shape.words();
    }

    @Override
    public int featureWidth() {
        return layers.features();
    }

    @Override
    public Tensor features(Tensor[] parameters, Tensor inputs) {
        return layers.features(inputs.to(parameters[0].dtype()).reshape(inputs.size(0), -1), parameters, 0);
    }

    @Override
    public Tensor head(Tensor[] parameters, Tensor features) {
        return layers.head(features, parameters, 0);
    }
}
