package org.longhaul.training.checkpoint;

import java.io.IOException;

/** A checkpoint that is missing, damaged, or of another training. The message names the file and what is wrong. */
public final class CheckpointException extends IOException {
    private static final long serialVersionUID = 1L;

    public CheckpointException(String message) {
        super(message);
    }
}
