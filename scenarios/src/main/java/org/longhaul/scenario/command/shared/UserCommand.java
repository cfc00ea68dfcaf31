package org.longhaul.scenario.command.shared;

import java.util.concurrent.Callable;
import org.longhaul.extension.Extension;
import org.longhaul.extension.ExtensionException;
import org.longhaul.extension.Registry;
import picocli.CommandLine;

/**
 * Extension point: a command of a user's, found through {@link java.util.ServiceLoader}: {@code longhaul ID}. Its fields carry
 * picocli's annotations ({@code @Option}, {@code @Parameters}, {@code @Spec}, one of them at least), its description is the
 * help, and what it returns is the {@linkplain ExitCode exit code}.
 */
public interface UserCommand extends Extension<UserCommand.Settings>, Callable<Integer> {
    /** No settings: options are. */
    record Settings() {}

    @Override
    default Class<Settings> settingsType() {
        return Settings.class;
    }

    /**
     * Adds those on the class path to the program.
     *
     * @throws ExtensionException if one cannot be loaded, or its name is taken
     */
    static void addTo(CommandLine program) {
        for (UserCommand command :
                Registry.<UserCommand>load("command", UserCommand.class).all()) {
            CommandLine taken = program.getSubcommands().get(command.id());
            if (taken != null) {
                throw ExtensionException.sameId("command", command.id(), taken.getCommand(), command);
            }
            CommandLine line = new CommandLine(command);
            line.getCommandSpec().mixinStandardHelpOptions(true).usageMessage().description(command.description());
            program.addSubcommand(command.id(), line);
        }
        // Help stays the last of the list.
        CommandLine help = program.getCommandSpec().removeSubcommand("help");
        if (help != null) {
            program.addSubcommand("help", help);
        }
    }
}
