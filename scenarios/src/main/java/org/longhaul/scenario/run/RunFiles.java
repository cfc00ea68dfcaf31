package org.longhaul.scenario.run;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads files of a run with bounds, so that whatever lies in their place is answered and not waited for. */
final class RunFiles {
    /** Far more than the largest that this program writes. */
    static final int LARGEST = 1 << 30;

    private RunFiles() {}

    /** The content of a file. @throws DamagedFileException if it is missing, no plain file, or too large */
    static byte[] read(Path file) throws IOException {
        return read(file, LARGEST);
    }

    static byte[] read(Path file, int largest) throws IOException {
        requirePlain(file);
        if (Files.size(file) > largest) {
            throw new DamagedFileException(
                    file, "it has " + Files.size(file) + " bytes; such files have at most " + largest);
        }
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(largest);
        }
    }

    /** @throws DamagedFileException if there is no plain file of that name */
    static void requirePlain(Path file) throws DamagedFileException {
        if (!Files.exists(file)) {
            throw new DamagedFileException(file, "it is missing");
        }
        if (!Files.isRegularFile(file)) {
            throw new DamagedFileException(
                    file, "it is a " + (Files.isDirectory(file) ? "directory" : "device or pipe") + ", not a file");
        }
    }
}
