import type { DestructionHelp } from '../destruction-help-words.ts';

export const destructionHelp: DestructionHelp = {
  commands: {
    'retention sweep': '立即进行到期清查（平时每晚自动进行），不销毁任何内容',
    'retention due': '列出已到期、即将到期以及需要人工处理的音像记录',
    'retention confirm-clock': '时钟存疑后，确认采集站时钟已校准（系统管理员）',
    destruction: '到期音像记录的销毁批次，从草拟到销毁清册',
    'destruction list': '列出销毁批次，最新的在前',
    'destruction show': '查看一个批次：状态、审批情况及所列音像记录',
    'destruction strike': '从批次中剔除一个音像记录，须说明理由',
    'destruction submit': '提交草拟的批次供鉴定审批，清单随之固定（管理员）',
    'destruction withdraw': '撤回批次；执行之前均可撤回，不影响任何记录',
    'destruction execute': '预览将要销毁的内容；加 --execute 则在两名监销人在场时执行销毁（管理员）',
    'destruction register': '核对一个批次的销毁清册并显示其位置',
    'destruction reapply': '查看因恢复旧备份而重现的已销毁记录；加 --execute 则再次销毁（管理员）',
    'destruction settle': '销毁时内容缺失或不符的记录，查明后登记处理结果（管理员、法规科）',
  },
  options: {
    within: '同时列出若干天内到期的记录，如 30d',
    batchState: '只列出该状态的批次，如 draft、approved',
    afterPlace: '只列出此序号之后的记录',
    execute: '实际执行销毁；不加此项只作预览',
    executeAgain: '实际再次销毁；不加此项只作预览',
    lost: '内容确已无法找回；不加此项，仅在内容核对完好时登记',
    confirmBatch: '再次输入批次编号以确认',
    witness: '监销人账号；须指定两人，各用一次',
    witnessPasswordFile: '含监销人口令的文件，每行一个，顺序与 --witness 一致',
    witnessPasswordStdin: '从标准输入读取监销人口令，每行一个',
  },
  arguments: { batchId: '批次编号，见 destruction list' },
};
