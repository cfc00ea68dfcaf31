package org.longhaul.wire.lab;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Programs of the system, run to their end. */
final class SystemCommand {
    private static final List<String> FOLDERS = List.of("/usr/sbin", "/sbin", "/usr/bin", "/bin", "/usr/local/sbin");

    private SystemCommand() {}

    /**
     * What a program said and how it ended.
     *
     * @param output standard output and errors, as they came
     */
    record Ending(int code, String output) {}

    /** Where a program is: on the path, or where administrators' programs are; null where it is not. */
    static @Nullable String find(String program) {
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.concat(Stream.of(path.split(File.pathSeparator, -1)), FOLDERS.stream())
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElse(null);
    }

    /** The same of a program that was found before. */
    static String path(String program) {
        String found = find(program);
        if (found == null) {
            throw new LabException("there is no program '" + program + "' on this machine");
        }
        return found;
    }

    /** Runs a command, which reads the input, to its end. */
    static Ending end(List<String> command, String input) {
        return end(new ProcessBuilder(command), input);
    }

    private static Ending end(ProcessBuilder command, String input) {
        Process process = null;
        try {
            process = command.redirectErrorStream(true).start();
            try (OutputStream stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // It ended before it had read all; its output says why.
            }
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Ending(process.waitFor(), output.strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new LabException("interrupted in " + String.join(" ", command.command()), e);
        }
    }

    /** Runs a command that builds something for this process, and does not outlive it by much; a failure is an exception. */
    static void run(List<String> command, String input) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put(Namespaces.BUILDER, Namespaces.prefix());
        Ending ending = end(builder, input);
        if (ending.code() != 0) {
            throw new LabException("'" + String.join(" ", command) + "' ended with " + ending.code() + ": "
                    + ending.output().lines().limit(3).toList());
        }
    }
}
