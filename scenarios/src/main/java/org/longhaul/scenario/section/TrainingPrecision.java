package org.longhaul.scenario.section;

/** Type in which replicas are computed; parameters, gradients and states are float32 in any case. */
public enum TrainingPrecision {
    FP32,
    /** Products of matrices, convolutions and attention in bfloat16. */
    BF16
}
