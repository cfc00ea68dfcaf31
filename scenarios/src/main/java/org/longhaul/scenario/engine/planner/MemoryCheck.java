package org.longhaul.scenario.engine.planner;

import org.longhaul.analysis.text.Quantities;
import org.longhaul.scenario.engine.plan.ComputeTimes;
import org.longhaul.scenario.engine.plan.Made;
import org.longhaul.scenario.engine.plan.MethodPlan;
import org.longhaul.scenario.engine.plan.ReplicaRule;
import org.longhaul.scenario.engine.plan.TrainingPlan;
import org.longhaul.scenario.file.YamlDocument;
import org.longhaul.scenario.section.ComputeKind;
import org.longhaul.topology.unit.DataSize;
import org.longhaul.training.method.round.Round;
import org.longhaul.training.method.round.RoundState;
import org.longhaul.training.model.Layout;
import org.longhaul.training.optimizer.StateSpec;
import org.longhaul.training.replica.ReplicaMode;
import org.longhaul.training.tensor.Device;

/** Whether a method fits into memory: what is trained into that of this machine, what is charged into its devices'. */
final class MemoryCheck {
    private final YamlDocument.Findings findings;

    MemoryCheck(YamlDocument.Findings findings) {
        this.findings = findings;
    }

    /**
     * Workers are trained in this process, each with vectors of its own.
     *
     * @param memoryBytes what this machine has; 0 if that is not known
     */
    void ofTraining(MethodPlan method, long memoryBytes) {
        TrainingPlan training = method.training();
        double elements = elements(method);
        double bytes = memory(method);
        double heap = method.usesData() ? 0 : 8 * elements * (training.workers() + 3);
        if (memoryBytes > 0 && bytes > memoryBytes) {
            double threaded = memory(method, ReplicaMode.THREADED);
            findings.add(
                    "model",
                    "training " + Quantities.count(elements) + " parameters on " + training.workers()
                            + " workers takes " + Quantities.bytes(bytes)
                            + " of memory with gradients, moments and activations"
                            + (resting(method) > 0 ? ", and what clients keep while they are away" : "")
                            + (ReplicaRule.isMeasured(training, false) ? ", while both modes are measured" : ""),
                    "what fits into the " + Quantities.bytes((double) memoryBytes)
                            + " of this machine; a larger model can be charged by projectAs"
                            + (threaded < bytes && threaded <= memoryBytes
                                    ? "; training.replicas: threaded takes " + Quantities.bytes(threaded)
                                    : ""));
        } else if (heap > Runtime.getRuntime().maxMemory()) {
            findings.add(
                    "model",
                    "a quadratic of " + Quantities.count(elements) + " elements takes " + Quantities.bytes(heap)
                            + " of Java's memory on " + training.workers() + " workers",
                    "what fits into "
                            + Quantities.bytes((double) Runtime.getRuntime().maxMemory())
                            + "; a larger model can be charged by projectAs, or Java given more with -Xmx");
        }
    }

    private static double elements(MethodPlan method) {
        return (double) Forecaster.elements(method.trainedGroups());
    }

    /** Bytes that training takes; where modes are measured, both are there side by side and compute in turn. */
    private static double memory(MethodPlan method) {
        TrainingPlan training = method.training();
        if (ReplicaRule.isMeasured(training, false)) {
            return vectors(method, ReplicaMode.THREADED)
                    + vectors(method, ReplicaMode.STACKED)
                    + Math.max(activations(method, ReplicaMode.THREADED), activations(method, ReplicaMode.STACKED));
        }
        return memory(method, ReplicaRule.unmeasured(training));
    }

    private static double memory(MethodPlan method, ReplicaMode mode) {
        return vectors(method, mode) + activations(method, mode);
    }

    /** Parameters, gradients and moments; stacked, the gradient once more. */
    private static double vectors(MethodPlan method, ReplicaMode mode) {
        TrainingPlan training = method.training();
        double vectors = 2 + (mode == ReplicaMode.STACKED ? 1 : 0);
        return 4 * (elements(method) * vectors + states(training)) * training.cohort() + resting(method);
    }

    private static double states(TrainingPlan training) {
        double states = 0;
        Layout layout = Forecaster.layout(training);
        for (StateSpec state : Forecaster.states(training)) {
            states += state.layout(layout).elements();
        }
        return states;
    }

    /** What clients keep from one of their rounds to the next: that of all who will have taken part. */
    private static double resting(MethodPlan method) {
        TrainingPlan training = method.training();
        Round round = Made.round(method.section().method());
        if (round == null || !round.ofCohorts()) {
            return 0;
        }
        double vectors = (round.controlVariates() ? 1 : 0) + (round.errorFeedback() ? 1 : 0);
        double states = round.optimizerState() == RoundState.KEEP ? states(training) : 0;
        double rounds = Math.ceil((double) training.steps() / round.period());
        return 4 * (elements(method) * vectors + states) * Math.min(training.workers(), rounds * training.cohort());
    }

    private static double activations(MethodPlan method, ReplicaMode mode) {
        TrainingPlan training = method.training();
        return method.usesData()
                ? Forecaster.activationBytes(training, mode)
                        * Math.min(
                                training.workers(),
                                mode.atOnce(Device.CPU) * Runtime.getRuntime().availableProcessors())
                : 0;
    }

    /** What a worker of the charged model keeps lies in the memory of its devices, shared out over them. */
    void ofCharged(MethodPlan method, Forecast forecast) {
        if (!(method.compute().settings() instanceof ComputeKind.Device device)) {
            return;
        }
        DataSize memory = ComputeTimes.memory(device);
        double needed = forecast.chargedMemory().total();
        if (memory != null && needed > (double) memory.bytes() * device.devices()) {
            String name = method.charged().name();
            findings.add(
                    method.section().compute() == null ? "compute" : "methods[" + method.index() + "].compute",
                    "a worker of " + method.label() + " keeps " + Quantities.bytes(needed) + " of "
                            + (name == null ? "the model" : name) + ", and its " + device.devices() + " "
                            + device.device() + " hold "
                            + Quantities.bytes((double) memory.bytes() * device.devices())
                            + " (parameters, gradients, optimizer and method state at 4 bytes each, shared out over"
                            + " the devices of the worker; activations not counted)",
                    "more devices for each worker, a smaller model, or a stated stepTime where states are kept elsewhere");
        }
    }
}
