package org.longhaul.training.tensor;

import java.util.Arrays;
import java.util.regex.Pattern;

/** An operation that libtorch refused, with its reason and the shapes of the operands. */
public final class TensorException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Where in its sources, on the machine that built it, Gloo found something. */
    private static final Pattern SOURCE = Pattern.compile("\\[[^\\[\\]]*/[^\\[\\]]*:\\d+\\] ");

    TensorException(String message) {
        super(message);
    }

    /**
     * The reason without the native stack: libtorch appends one, with the paths of the machine that built or runs it.
     *
     * @param operation the operator's name
     * @param cause what JavaCPP threw; not kept as the cause, because its message holds the native stack
     * @param operands the tensors that took part
     */
    static TensorException of(String operation, RuntimeException cause, Tensor... operands) {
        StringBuilder text = new StringBuilder(operation).append(": ").append(reason(cause));
        for (int i = 0; i < operands.length; i++) {
            text.append(i == 0 ? " (operands " : ", ").append(describe(operands[i]));
        }
        TensorException exception =
                new TensorException(text.append(operands.length == 0 ? "" : ")").toString());
        exception.setStackTrace(cause.getStackTrace());
        return exception;
    }

    private static String reason(RuntimeException cause) {
        String message = String.valueOf(cause.getMessage());
        if (cause instanceof NullPointerException) {
            return "the tensor is closed, or the scope that it was created in";
        }
        int stack = message.indexOf("Exception raised from");
        String kept = SOURCE.matcher((stack >= 0 ? message.substring(0, stack) : message).strip())
                .replaceAll("");
        int line = kept.indexOf('\n');
        return line < 0 ? kept : kept.substring(0, line).strip();
    }

    private static String describe(Tensor tensor) {
        return tensor.isOpen() ? Arrays.toString(tensor.shape()) + " " + tensor.dtype() : "closed";
    }
}
