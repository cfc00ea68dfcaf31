package org.longhaul.scenario.command.shared;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.regex.Pattern;

/** The file that a figure is to be drawn into, checked before anything runs for it. */
public final class FigureTarget {
    private static final Pattern FORMAT = Pattern.compile("\\.(svg|png|pdf)$");

    private FigureTarget() {}

    /**
     * Checks that a figure can be written.
     *
     * @param option the option that names the file, for messages
     * @throws WrongInputException if the format is unknown, or the file is a folder, in none, or must not be written
     */
    public static void check(String option, Path file) {
        if (!FORMAT.matcher(file.toString()).find()) {
            throw new WrongInputException(
                    option + ": " + file + " is of no known form; allowed: a name that ends in .svg, .png or .pdf");
        }
        if (Files.isDirectory(file)) {
            throw new WrongInputException(option + ": " + file + " is a folder; allowed: a file");
        }
        Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file lies in a folder");
        if (!Files.isDirectory(folder)) {
            throw new WrongInputException(option + ": " + file + " cannot be written: " + folder
                    + (Files.exists(folder) ? " is a file" : " does not exist") + "; allowed: a file in a folder");
        }
        if (!Files.isWritable(Files.exists(file) ? file : folder)) {
            throw new WrongInputException(option + ": " + file + " must not be written by this user");
        }
    }
}
