package org.longhaul.training.objective;

import org.longhaul.extension.Require;
import org.longhaul.training.model.Model;
import org.longhaul.training.model.ParameterSpec;
import org.longhaul.training.tensor.Tensor;

/**
 * The loss as a function of the last layers alone: the first ones stay as they were received, whatever the optimizer does to them.
 *
 * <p>Source: Yu et al., "Salvaging Federated Learning by Local Adaptation", arXiv 2002.04758 (freeze base).
 *
 * @param tensors how many of the model's last parameter tensors are trained, at least 1
 */
public record LastLayers(int tensors) implements LocalObjective {
    public LastLayers {
        Require.atLeast("tensors", tensors, 1);
    }

    private int frozen(ClientRound client) {
        return Math.max(0, client.layout().specs().size() - tensors);
    }

    @Override
    public Tensor loss(LocalStep step) {
        Tensor[] leaves = step.leaves().clone();
        for (int i = 0; i < frozen(step.client()); i++) {
            leaves[i] = leaves[i].detach();
        }
        return new LocalStep(step.client(), leaves, step.batch(), step.forward())
                .predict()
                .loss();
    }

    @Override
    public void updated(ClientRound client) {
        long base = client.layout().offset(frozen(client));
        client.parameters().narrow(0, 0, base).copyInPlace(client.received().narrow(0, 0, base));
    }

    /** Where nothing would be frozen this is the loss in all layers under another name. */
    @Override
    public void requireFit(Model model) {
        long all = model.parameters().stream().filter(ParameterSpec::isTrained).count();
        if (tensors >= all) {
            throw new IllegalArgumentException("lastTensors (" + tensors + ") must be below " + all
                    + ", the number of the model's tensors: nothing would be frozen.\nMaybe take kind: ft.");
        }
    }

    @Override
    public String words() {
        return "the loss in the last " + tensors + " tensors";
    }
}
