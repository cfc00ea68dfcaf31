package org.longhaul.training.model.classifier;

import java.util.ArrayList;
import java.util.List;
import org.longhaul.training.model.DecoderShape;
import org.longhaul.training.model.Init;
import org.longhaul.training.model.ParameterSpec;
import org.longhaul.training.tensor.Functional;
import org.longhaul.training.tensor.Tensor;

/** Layers x -> W x + b with rectifiers between them, the last without: a perceptron, or what stands on top of convolutions. */
final class DenseLayers {
    private final List<Integer> widths = new ArrayList<>();

    private final boolean readsInputs;

    /**
     * From {@code inputs} over the hidden widths to {@code outputs}.
     *
     * @param readsInputs whether the first layer takes what the model is given
     */
    DenseLayers(int inputs, List<Integer> hidden, int outputs, boolean readsInputs) {
        this.readsInputs = readsInputs;
        widths.add(inputs);
        widths.addAll(hidden);
        widths.add(outputs);
    }

    /** Number of layers; each has a weight and a bias. */
    int count() {
        return widths.size() - 1;
    }

    private String name(int layer) {
        return layer == count() - 1 ? DecoderShape.HEAD : "dense" + (layer + 1);
    }

    /** The parameters, each layer a group of its own. Starts as He et al. (2015) say: deviation sqrt(2 / inputs). */
    List<ParameterSpec> specs() {
        List<ParameterSpec> specs = new ArrayList<>();
        for (int i = 0; i < count(); i++) {
            long in = widths.get(i);
            long out = widths.get(i + 1);
            Init init = new Init.Normal(Math.sqrt((i == count() - 1 ? 1.0 : 2.0) / in));
            specs.add(new ParameterSpec(name(i) + ".weight", List.of(out, in), name(i), init, role(i)));
            specs.add(new ParameterSpec(name(i) + ".bias", List.of(out), name(i), new Init.Constant(0)));
        }
        return specs;
    }

    private ParameterSpec.Role role(int layer) {
        if (layer == count() - 1) {
            return ParameterSpec.Role.OUTPUT;
        }
        return layer == 0 && readsInputs ? ParameterSpec.Role.INPUT : ParameterSpec.Role.HIDDEN;
    }

    /** Operations of the forward pass of one example, by layer. */
    List<GroupWork> work() {
        List<GroupWork> work = new ArrayList<>();
        for (int i = 0; i < count(); i++) {
            double in = widths.get(i);
            double out = widths.get(i + 1);
            work.add(new GroupWork(name(i), (long) (in * out + out), 2 * in * out + out));
        }
        return work;
    }

    /** Elements that the forward pass of one example leaves: each layer's inputs, before and after the rectifier, and scores. */
    double activations() {
        double sum = -widths.get(0);
        for (int width : widths) {
            sum += 2.0 * width;
        }
        return sum;
    }

    /** Numbers that the last layer takes. */
    int features() {
        return widths.get(count() - 1);
    }

    /** The last layer's values for x [B, inputs]; {@code parameters} holds weights and biases from {@code first} on. */
    Tensor apply(Tensor input, Tensor[] parameters, int first) {
        return head(features(input, parameters, first), parameters, first);
    }

    /** What the last layer takes. */
    Tensor features(Tensor input, Tensor[] parameters, int first) {
        Tensor x = input;
        for (int i = 0; i < count() - 1; i++) {
            x = Functional.relu(Functional.linear(x, parameters[first + 2 * i], parameters[first + 2 * i + 1]));
        }
        return x;
    }

    /** The last layer's values for what it takes. */
    Tensor head(Tensor features, Tensor[] parameters, int first) {
        int last = first + 2 * (count() - 1);
        return Functional.linear(features, parameters[last], parameters[last + 1]);
    }
}
