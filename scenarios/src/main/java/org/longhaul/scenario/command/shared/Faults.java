package org.longhaul.scenario.command.shared;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.RunRecordException;
import org.longhaul.analysis.store.StoreException;
import org.longhaul.extension.ExtensionException;
import org.longhaul.extension.Spelling;
import org.longhaul.scenario.engine.simulation.ReplayRefusedException;
import org.longhaul.scenario.engine.simulation.RunControl;
import org.longhaul.scenario.file.InvalidFileException;
import org.longhaul.scenario.run.FileTrouble;
import org.longhaul.scenario.run.RunDirectory;
import org.longhaul.training.data.DataException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what went wrong in as few lines as it takes; only what nobody expected is called a fault of ours. */
public final class Faults implements IExecutionExceptionHandler, IParameterExceptionHandler {

    @Override
    public int handleParseException(ParameterException exception, String[] arguments) {
        CommandLine line = exception.getCommandLine();
        PrintWriter err = line.getErr();
        err.println("longhaul: " + exception.getMessage());
        if (exception instanceof UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            String word = unmatched.getUnmatched().get(0);
            Iterable<String> known = word.startsWith("-")
                    ? line.getCommandSpec().optionsMap().keySet()
                    : line.getSubcommands().keySet();
            Spelling.nearest(word, known).ifPresent(nearest -> err.println("    Maybe you meant '" + nearest + "'."));
        }
        err.println("    Allowed: see " + line.getCommandSpec().qualifiedName() + " --help");
        return ExitCode.WRONG_INPUT;
    }

    @Override
    public int handleExecutionException(Exception exception, CommandLine line, ParseResult result) {
        PrintWriter err = line.getErr();
        if (exception instanceof InvalidFileException invalid) {
            err.println(invalid.getMessage());
            return ExitCode.WRONG_INPUT;
        }
        if (isRefusal(exception)) {
            err.println("longhaul: " + indented(exception.getMessage()));
            return ExitCode.WRONG_INPUT;
        }
        if (exception instanceof IOException trouble) {
            err.println("longhaul: " + indented(FileTrouble.words(trouble)));
            return ExitCode.WRONG_INPUT;
        }
        if (exception instanceof UncheckedIOException trouble) {
            err.println("longhaul: " + indented(FileTrouble.words(trouble)));
            return ExitCode.WRONG_INPUT;
        }
        if (exception instanceof RunControl.StoppedException) {
            err.println("longhaul: " + exception.getMessage());
            return ExitCode.INCOMPLETE;
        }
        return report(exception, err);
    }

    /** Whether the message says all there is to say: what is wrong with what the program was given. */
    private static boolean isRefusal(Exception exception) {
        return exception instanceof WrongInputException
                || exception instanceof ExtensionException
                || exception instanceof RunDirectory.RunDirectoryException
                || exception instanceof ReplayRefusedException
                || exception instanceof RunRecordException
                || exception instanceof StoreException
                || exception instanceof DataException;
    }

    /** What the machine could not give, in a sentence; anything else is reported as a fault. */
    public static int exhausted(Error error, PrintWriter err) {
        if (error instanceof OutOfMemoryError) {
            err.println("longhaul: the memory is not enough (" + error.getMessage() + ").");
            err.println("    Maybe give Java more, as in LONGHAUL_JAVA_OPTS=-Xmx4g, or ask for less.");
            return ExitCode.WRONG_INPUT;
        }
        if (isNative(error)) {
            err.println("longhaul: a native library cannot be loaded: " + firstLine(error));
            err.println("    It is unpacked into " + System.getProperty("user.home") + "/.javacpp and "
                    + System.getProperty("java.io.tmpdir") + ": both must exist, be writable and have room.");
            err.println("    'longhaul doctor' says more.");
            return ExitCode.WRONG_INPUT;
        }
        return report(error, err);
    }

    /** Whether it comes from unpacking or loading native code. */
    private static boolean isNative(Error error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnsatisfiedLinkError) {
                return true;
            }
            for (StackTraceElement frame : cause.getStackTrace()) {
                if (frame.getClassName().startsWith("org.bytedeco.javacpp.Loader")) {
                    return true;
                }
            }
        }
        return String.valueOf(error.getMessage()).startsWith("Could not initialize class org.bytedeco")
                || String.valueOf(error.getMessage()).startsWith("Could not initialize class org.longhaul.training");
    }

    /** One line for what nobody expected, and a file with the rest. */
    static int report(Throwable fault, PrintWriter err) {
        err.println("longhaul: a fault of this program: " + firstLine(fault) + " (details: " + keep(fault) + ")");
        return ExitCode.FAULT;
    }

    public static String indented(@Nullable String message) {
        return String.valueOf(message).replace("\n", "\n    ");
    }

    private static String firstLine(Throwable exception) {
        String message = String.valueOf(exception);
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }

    private static String keep(Throwable exception) {
        StringWriter text = new StringWriter();
        exception.printStackTrace(new PrintWriter(text));
        try {
            Path file = Files.createTempFile("longhaul-fault-", ".txt");
            Files.writeString(file, text.toString());
            return file.toString();
        } catch (IOException e) {
            return "could not be written, " + e.getMessage();
        }
    }
}
