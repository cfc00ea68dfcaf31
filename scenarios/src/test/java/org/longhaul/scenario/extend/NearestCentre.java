package org.longhaul.scenario.extend;

import java.util.List;
import org.longhaul.extension.Provides;
import org.longhaul.training.model.Init;
import org.longhaul.training.model.Model;
import org.longhaul.training.model.ModelContext;
import org.longhaul.training.model.ModelFactory;
import org.longhaul.training.model.ParameterGroup;
import org.longhaul.training.model.ParameterSpec;
import org.longhaul.training.model.ScoringModel;
import org.longhaul.training.task.DataShape;
import org.longhaul.training.task.Task;
import org.longhaul.training.tensor.Tensor;

/** A model kind of a user's: the class whose centre is nearest. */
@Provides(id = "nearest-centre", description = "The class whose centre is nearest.")
public final class NearestCentre implements ModelFactory<NearestCentre.Settings> {
    /** No settings. */
    public record Settings() {}

    @Override
    public Model create(Settings settings, ModelContext context) {
        DataShape.Examples shape = context.examples(id());
        long classes = shape.classes();
        long features = shape.elements();
        return new ScoringModel() {
            @Override
            public Task task() {
                return Task.CLASSIFICATION;
            }

            @Override
            public List<ParameterSpec> parameters() {
                return List.of(
                        new ParameterSpec("centres", List.of(1L, classes, features), "centres", new Init.Normal(0.1)));
            }

            @Override
            public List<ParameterGroup> groups() {
                return List.of(new ParameterGroup("centres", classes * features, 1));
            }

            @Override
            public Tensor scores(Tensor[] parameters, Tensor inputs) {
                Tensor distance = inputs.reshape(inputs.size(0), 1, -1).sub(parameters[0]);
                return distance.square().sum(2, false).neg();
            }

            @Override
            public double forwardFlopsPerItem() {
                return 3.0 * classes * features;
            }

            @Override
            public String identity() {
                return id();
            }
        };
    }
}
