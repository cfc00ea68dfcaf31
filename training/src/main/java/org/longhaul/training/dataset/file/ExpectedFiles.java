package org.longhaul.training.dataset.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.longhaul.extension.PlainNumber;
import org.longhaul.training.data.DataException;

/**
 * The files that a data set is made of, and what messages about them say.
 *
 * @param id of the data set
 * @param layout which files there should be and what is in them, for a person who lacks them
 */
record ExpectedFiles(String id, String layout) {
    private static final List<String> COMPRESSIONS = List.of("", ".gz", ".zst");

    /** The folder that a scenario states. @throws DataException if there is none */
    Path folder(Path stated) {
        if (!Files.isDirectory(stated)) {
            throw new DataException("data set " + id + ": \"" + stated + "\" "
                    + (Files.exists(stated) ? "is no folder" : "does not exist") + expected());
        }
        return stated;
    }

    /** The first of the names that is there, as it is or compressed. @throws DataException if none can be read */
    Path file(Path folder, String... names) {
        for (String name : names) {
            for (String compression : COMPRESSIONS) {
                Path file = folder.resolve(name + compression);
                if (Files.isRegularFile(file)) {
                    if (!Files.isReadable(file)) {
                        throw fault(file, "cannot be read: no permission");
                    }
                    return file;
                }
            }
        }
        throw new DataException("data set " + id + ": folder \"" + folder + "\" has no file "
                + String.join(" or ", names) + " (also with .gz or .zst)" + expected());
    }

    /** What is in a folder, by name. @throws DataException if there is no such folder, or it cannot be listed */
    List<Path> entries(Path folder) {
        try (Stream<Path> entries = Files.list(folder(folder))) {
            return entries.sorted().toList();
        } catch (IOException e) {
            throw fault(folder, "cannot be listed: " + e.getMessage());
        }
    }

    DataException fault(Path file, String what) {
        return new DataException("data set " + id + ": file \"" + file + "\" " + what + expected());
    }

    DataException fault(Path file, long line, String what) {
        return new DataException("data set " + id + ": line " + line + " of \"" + file + "\" " + what + expected());
    }

    /** A number as a message has it: 7 for 7.0. */
    static String shown(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e15
                ? Long.toString((long) number)
                : Double.isFinite(number) ? PlainNumber.of(number) : Double.toString(number);
    }

    private String expected() {
        return "\nExpected " + layout;
    }
}
