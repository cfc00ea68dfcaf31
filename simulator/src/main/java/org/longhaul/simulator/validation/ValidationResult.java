package org.longhaul.simulator.validation;

import java.util.OptionalDouble;

/**
 * A case and what the model under test says of it.
 *
 * @param validationCase the case
 * @param model the model's value, in the unit of the case
 */
public record ValidationResult(ValidationCase validationCase, double model) {

    /** Signed relative error of the model: 0.1 is 10 % too large. */
    public double error() {
        return model / validationCase.measured() - 1;
    }

    /** Signed relative error of a peer, empty if the peer has no value for the case. */
    public OptionalDouble peerError(String peer) {
        Double value = validationCase.peers().get(peer);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value / validationCase.measured() - 1);
    }
}
