namespace OciRuntime.Native.Abi;

// <elf.h>
public struct Elf64_Phdr
{
    public uint p_type, p_flags;
    public ulong p_offset, p_vaddr, p_paddr, p_filesz, p_memsz, p_align;
}
