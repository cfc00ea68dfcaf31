package org.longhaul.wire.rendezvous;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.regex.Pattern;

/** Files that one member hands in, part by part, into a folder of its own. Not thread-safe. */
final class CollectedFiles {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,99}");
    private static final long MOST_BYTES = 4L << 30;

    private final Path folder;
    private String open = "";
    private long bytes;

    CollectedFiles(Path folder) {
        this.folder = folder;
    }

    /** Takes a part. @throws IOException if its name is none for a file, or it is too much, or the disk does not take it */
    void take(Message.Part part) throws IOException {
        if (!NAME.matcher(part.file()).matches() || part.file().endsWith(".part")) {
            throw new IOException("a file is handed in whose name is not one of letters, digits, '.', '_' and '-'");
        }
        bytes += part.bytes().length;
        if (bytes > MOST_BYTES) {
            throw new IOException("more than " + MOST_BYTES + " bytes are handed in");
        }
        Files.createDirectories(folder);
        Path growing = folder.resolve(part.file() + ".part");
        if (open.equals(part.file())) {
            Files.write(growing, part.bytes(), StandardOpenOption.APPEND);
        } else {
            Files.write(growing, part.bytes());
            open = part.file();
        }
        if (part.isLast()) {
            Files.move(
                    growing,
                    folder.resolve(part.file()),
                    StandardCopyOption.REPLACE_EXISTING,
                    StandardCopyOption.ATOMIC_MOVE);
            open = "";
        }
    }
}
