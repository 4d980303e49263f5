/**
 * A planned disk in the words of those who put it to use: qemu-img's, QEMU's and libvirt's. Pure.
 */
@NullMarked
package io.berth.export;

import org.jspecify.annotations.NullMarked;
