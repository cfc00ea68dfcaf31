/**
 * What a scenario can name, kind by kind: extensions, devices, architectures, tokenizers, links and networks.
 *
 * <p>Apart from the commands that print it ({@code list}, {@code describe}) so that pages and completion can be made of
 * the same lists. For {@code scenario.command}. Imports the extension points and the tables of devices and architectures.
 */
@NullMarked
package org.longhaul.scenario.listing;

import org.jspecify.annotations.NullMarked;
