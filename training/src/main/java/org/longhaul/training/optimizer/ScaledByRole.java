package org.longhaul.training.optimizer;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import org.longhaul.training.model.Layout;
import org.longhaul.training.model.ParameterSpec;
import org.longhaul.training.tensor.Tensor;

/**
 * An optimizer whose learning rate and weight decay are multiplied by the role of each parameter, beside what the model
 * multiplies.
 *
 * @param plain the optimizer
 * @param byRole factors of the roles that have some
 */
public record ScaledByRole(Optimizer plain, Map<ParameterSpec.Role, ParameterSpec.Multipliers> byRole)
        implements Optimizer {
    public ScaledByRole {
        byRole = ImmutableMap.copyOf(byRole);
    }

    @Override
    public Optimizer on(Layout layout) {
        return plain.on(new Layout(layout.specs().stream()
                .map(spec -> spec.times(byRole.getOrDefault(spec.role(), ParameterSpec.Multipliers.NONE)))
                .toList()));
    }

    @Override
    public List<StateSpec> states() {
        return plain.states();
    }

    @Override
    public boolean isQuasiHyperbolic() {
        return plain.isQuasiHyperbolic();
    }

    @Override
    public double learningRate() {
        return plain.learningRate();
    }

    @Override
    public void update(Tensor x, Tensor g, List<Tensor> states, UpdateCount count, double learningRate) {
        throw new IllegalStateException("roles belong to an optimizer of a layout");
    }

    @Override
    public boolean isElementwise() {
        return plain.isElementwise();
    }
}
