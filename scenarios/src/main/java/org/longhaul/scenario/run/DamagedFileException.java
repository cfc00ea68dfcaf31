package org.longhaul.scenario.run;

import java.nio.file.Path;

/** A file of a run is not as this program left it; the message names the file and says what was found. */
public final class DamagedFileException extends RunDirectory.RunDirectoryException {
    private static final long serialVersionUID = 1L;

    DamagedFileException(Path file, String what) {
        super(file + " is damaged: " + what + ".");
    }
}
